package linux

import (
	"encoding/binary"
	"fmt"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// attrs adds the attributes of a message.
type attrs func(*netlink.AttributeEncoder)

// dialRoute opens a socket of rtnetlink in the calling thread's namespace.
func dialRoute() (*netlink.Conn, error) {
	c, err := netlink.Dial(unix.NETLINK_ROUTE, nil)
	if err == nil {
		_ = c.SetOption(netlink.ExtendedAcknowledge, true) // words, where the kernel has some
	}
	return c, err
}

// request sends one message, struct header first, and waits for the answer. No
// string is checked on its way: the kernel shall judge it. Errors are bare.
func request(c *netlink.Conn, typ netlink.HeaderType, flags netlink.HeaderFlags, header any, add attrs) ([]netlink.Message, error) {
	reply, err := ask(c, typ, flags, header, add)
	return reply, errno(err)
}

// ask is request with errors that have the kernel's words.
func ask(c *netlink.Conn, typ netlink.HeaderType, flags netlink.HeaderFlags, header any, add attrs) ([]netlink.Message, error) {
	body, err := message(header, add)
	if err != nil {
		return nil, err
	}
	return c.Execute(netlink.Message{
		Header: netlink.Header{Type: typ, Flags: netlink.Request | flags},
		Data:   body,
	})
}

func message(header any, add attrs) ([]byte, error) {
	body, err := binary.Append(nil, binary.NativeEndian, header)
	if err != nil {
		return nil, err
	}
	e := netlink.NewAttributeEncoder()
	if add != nil {
		add(e)
	}
	a, err := e.Encode()
	return append(body, a...), err
}

// change sends a message that has no answer but success.
func change(c *netlink.Conn, typ netlink.HeaderType, flags netlink.HeaderFlags, header any, add attrs) error {
	_, err := request(c, typ, flags|netlink.Acknowledge, header, add)
	return err
}

func info(index int) unix.IfInfomsg { return unix.IfInfomsg{Index: int32(index)} }

// flagged is the header that sets or clears an interface flag.
func flagged(index int, flags, mask uint32) unix.IfInfomsg {
	return unix.IfInfomsg{Index: int32(index), Flags: flags, Change: mask}
}

// link is what RTM_GETLINK says about a device.
type link struct {
	index int
	flags uint32
	mac   []byte
	other int  // index of the other end, in its namespace
	wired bool // the other end is in another namespace

	operates bool // operstate is up, or unknown
	kind     string
}

// getLink asks for a device by number, or by name if that is 0.
func getLink(c *netlink.Conn, index int, name string) (link, error) {
	reply, err := request(c, unix.RTM_GETLINK, 0, info(index), func(e *netlink.AttributeEncoder) {
		if index == 0 {
			e.String(unix.IFLA_IFNAME, name)
		}
	})
	if err != nil {
		return link{}, err
	}
	if len(reply) != 1 || len(reply[0].Data) < unix.SizeofIfInfomsg {
		return link{}, fmt.Errorf("%d answers to a question about one device", len(reply))
	}
	var header unix.IfInfomsg
	body := reply[0].Data
	if _, err := binary.Decode(body, binary.NativeEndian, &header); err != nil {
		return link{}, err
	}
	l := link{index: int(header.Index), flags: header.Flags, other: int(header.Index)}
	a, err := netlink.NewAttributeDecoder(body[unix.SizeofIfInfomsg:])
	if err != nil {
		return link{}, err
	}
	for a.Next() {
		switch a.Type() {
		case unix.IFLA_ADDRESS:
			l.mac = a.Bytes()
		case unix.IFLA_LINK: // absent from releases that find it equal to the device's own
			l.other = int(a.Int32())
		case unix.IFLA_LINK_NETNSID:
			l.wired = true
		case unix.IFLA_LINKINFO:
			a.Nested(func(a *netlink.AttributeDecoder) error {
				for a.Next() {
					if a.Type() == unix.IFLA_INFO_KIND {
						l.kind = a.String()
					}
				}
				return nil
			})
		case unix.IFLA_OPERSTATE:
			const unknown, up = 0, 6 // IF_OPER_UNKNOWN, IF_OPER_UP
			l.operates = a.Uint8() == unknown || a.Uint8() == up
		}
	}
	return l, a.Err()
}
