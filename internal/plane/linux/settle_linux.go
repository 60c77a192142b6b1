package linux

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// Settle returns when every packet that processes of n had sent when it was
// called has arrived: from then on what is not in a queue does not come, other
// than by a timer of TCP.
//
// Packets that stay on this machine go through a queue of the CPU that sent
// them. So a frame of our own that is sent last from each CPU comes out last.
func (n *Net) Settle() error { return n.ns.settled() }

// sends notes the CPU of the calling thread: something may be in its queue.
// Callers do so before and after they send, as the thread may move meanwhile.
func (n *namespace) sends() {
	var cpu uint32
	_, _, _ = unix.RawSyscall(unix.SYS_GETCPU, uintptr(unsafe.Pointer(&cpu)), 0, 0)
	n.sent.Or(1 << (cpu % 64))
}

// settled settles the CPUs by which something has been sent here since the last
// time.
func (n *namespace) settled() error {
	if cpus := n.sent.Swap(0); cpus != 0 {
		return settle(cpus)
	}
	return nil
}

// markerType is one of the two ethertypes that IEEE 802 keeps for local
// experiments: no protocol of the kernel takes such frames.
const markerType = 0x88b5

// settler is a frame's way through the queue of one CPU.
type settler struct {
	cpu    int
	thread *thread // in a namespace of its own, bound to the CPU
	fd     int     // packet socket
	count  uint64
}

// theSettlers are one for each CPU that this program may use.
var theSettlers = sync.OnceValues(func() (settlers []*settler, err error) {
	var cpus unix.CPUSet
	if err := unix.SchedGetaffinity(unix.Getpid(), &cpus); err != nil {
		return nil, fmt.Errorf("linux: settle: %w", err)
	}
	for cpu := range len(cpus) * 64 {
		if !cpus.IsSet(cpu) {
			continue
		}
		s := &settler{cpu: cpu}
		if s.thread, err = startThread(s.setUp); err != nil {
			return nil, fmt.Errorf("linux: settle: CPU %d: %w", cpu, err)
		}
		settlers = append(settlers, s)
	}
	return settlers, nil
})

// settle waits for a set of CPUs, one bit each modulo 64.
func settle(cpus uint64) error {
	settlers, err := theSettlers()
	if err != nil {
		return err
	}
	errs := make([]error, len(settlers))
	var all sync.WaitGroup
	for i, s := range settlers {
		if cpus>>(s.cpu%64)&1 != 0 {
			all.Go(func() { s.thread.do(func() { errs[i] = s.settle() }) })
		}
	}
	all.Wait()
	return errors.Join(errs...)
}

func (s *settler) setUp() (err error) {
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("unshare: %w", err)
	}
	var one unix.CPUSet
	one.Set(s.cpu)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return fmt.Errorf("sched_setaffinity: %w", err)
	}
	if err := loUp(); err != nil {
		return err
	}
	s.fd, err = packetSocket(markerType)
	return err
}

// loUp brings up lo of the calling thread's namespace.
func loUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	r, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	r.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, r)
}

// rounds is how many frames are sent one after the other: a packet may be
// answered, and the answer too, as in the handshake of TCP.
const rounds = 4

// settle runs on the settler's thread.
func (s *settler) settle() error {
	for range rounds {
		if err := s.round(); err != nil {
			return err
		}
	}
	return nil
}

func (s *settler) round() error {
	s.count++
	mark := binary.BigEndian.AppendUint64(nil, s.count)
	frame := ethernet(make([]byte, header.EthernetAddressSize), markerType, mark)
	if err := unix.Sendto(s.fd, frame, 0, &unix.SockaddrLinklayer{Ifindex: 1}); err != nil {
		return fmt.Errorf("linux: settle: %w", err)
	}
	deadline := time.Now().Add(2 * patience)
	var b [header.EthernetMinimumSize + 8]byte
	for {
		k, _, err := unix.Recvfrom(s.fd, b[:], 0)
		switch {
		case err == nil && k == len(b) && binary.BigEndian.Uint64(b[header.EthernetMinimumSize:]) == s.count:
			return nil
		case err == nil || err == unix.EINTR:
			continue
		case err != unix.EAGAIN:
			return errno(err)
		}
		left := time.Until(deadline)
		if left <= 0 {
			return errors.New("linux: settle: a frame of our own did not arrive")
		}
		await(s.fd, left)
	}
}
