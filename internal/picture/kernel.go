package picture

import "strings"

// kernelStep is what a step of the model stands for.
type kernelStep struct{ function, says string }

// kernelOf explains a step: the entry with its name or, as for "udp.bind.num"
// and "udp.bind", with the longest part of it that has one. A step of a
// program's own protocol has none, and a whole call as a step explains itself.
func kernelOf(step string) kernelStep {
	for name := step; ; {
		if k, ok := kernel[name]; ok {
			return k
		}
		i := strings.LastIndexByte(name, '.')
		if i < 0 {
			return kernelStep{}
		}
		name = name[:i]
	}
}

// kernel is the functions of Linux that the steps mirror, as they were called
// when most supported releases were made (6.18 calls dev_change_name
// netif_change_name), and what the step does, for somebody who sees it for the
// first time.
var kernel = map[string]kernelStep{
	"netdev.rtnl.lock":   {"rtnl_lock", "takes the mutex that keeps all other writers away from the devices. Readers do not take it."},
	"netdev.rtnl.unlock": {"rtnl_unlock", "frees the mutex of the devices' writers."},

	"netdev.rename.lookup": {"__dev_get_by_index", "finds the device that is to be renamed."},
	"netdev.rename.check":  {"dev_change_name", "checks that the device may be renamed, and that nobody has the new name."},
	"netdev.rename.write":  {"dev_change_name: strscpy(dev->name)", "writes the new name into the device. The index shows it from now on, but no lookup by name finds it yet."},
	"netdev.rename.unlist": {"netdev_name_node_del", "takes the device out of the table of names: it answers to no name at all."},
	"netdev.rename.sync":   {"synchronize_net", "waits until every reader that was under way has finished."},
	"netdev.rename.list":   {"netdev_name_node_add", "puts the device into the table of names, under the new one."},
	"netdev.notify":        {"call_netdevice_notifiers", "tells the rest of the kernel."},
	"netdev.event.send":    {"rtmsg_ifinfo", "tells the programs that listen to link events."},
	"netdev.event.receive": {"netlink_recvmsg", "takes the oldest link event that has not been read."},

	"netdev.name.get":          {"netdev_get_name", "looks the index up and copies the device's name, as it is at this moment."},
	"netdev.index.get":         {"dev_get_by_name_rcu", "looks the name up and copies the index of the device that answers to it at this moment."},
	"netdev.index.store":       {"dev_new_index", "remembers the newest index, so that the next device gets another one."},
	"netdev.register":          {"register_netdevice", "makes a new device known."},
	"netdev.register.index":    {"list_netdevice", "puts the device into the table of indexes."},
	"netdev.register.name":     {"list_netdevice", "puts the device into the table of names."},
	"netdev.unregister":        {"unregister_netdevice_many", "removes a device."},
	"netdev.unregister.index":  {"unlist_netdevice", "takes the device out of the table of indexes."},
	"netdev.unregister.name":   {"unlist_netdevice", "takes the device out of the table of names."},
	"netdev.unregister.sync":   {"synchronize_net", "waits until every reader that was under way has finished."},
	"netdev.move":              {"__dev_change_net_namespace", "moves the device to another network namespace."},
	"netdev.altname":           {"netdev_name_node_alt_create, netdev_name_node_alt_destroy", "gives the device one more name, or takes it away."},
	"netdev.altname.sync":      {"synchronize_rcu", "waits until every reader that was under way has finished."},
	"netdev.flags":             {"dev_change_flags", "takes the device up or down."},
	"netdev.addr":              {"inet_insert_ifa", "changes the addresses of the device."},
	"netdev.addr.type":         {"inet_addr_type", "asks whether the address is one of this machine."},
	"netdev.route.lookup":      {"ip_route_output_key_hash_rcu", "finds the device by which the packet leaves."},
	"netdev.xmit":              {"dev_queue_xmit", "hands the packet to the device."},
	"netdev.sent":              {"", "takes the packets that have left the device: an observer on the wire."},
	"sock.lock":                {"lock_sock", "takes the lock of the socket. If somebody has it, this can take long."},
	"sock.unlock":              {"release_sock", "frees the lock of the socket."},
	"sock.bindtodevice.lookup": {"sock_setbindtodevice: dev_get_by_name_rcu", "resolves the name. From here on only the index counts; nobody asks again whose name it is."},
	"sock.bind.store":          {"sock_bindtoindex_locked: WRITE_ONCE(sk->sk_bound_dev_if)", "binds the socket: stores the index, without asking whether such a device exists."},
	"sock.bind.dst_reset":      {"sk_dst_reset", "drops the cached route, which may leave by another device."},
	"sock.create":              {"inet_create", "makes the socket."},
	"sock.getdevice.lookup":    {"sock_getbindtodevice: netdev_get_name", "turns the bound index back into a name."},
	"sock.getname":             {"inet_getname", "reads the local address."},
	"sock.option.load":         {"sk_getsockopt", "reads the option."},
	"sock.option.store":        {"sk_setsockopt", "stores the option."},
	"sock.autobind":            {"inet_autobind", "looks whether the socket has a port already."},
	"sock.queue.put":           {"__sock_queue_rcv_skb", "puts the packet into the socket's queue."},
	"sock.queue.take":          {"__skb_try_recv_datagram", "takes the oldest packet out of the socket's queue."},
	"sock.output.loopback":     {"loopback_xmit", "looks whether \"lo\" is up, over which the packet comes back."},
	"udp.bind":                 {"udp_lib_get_port", "gives the socket a port."},
	"udp.bind.rcv_saddr":       {"__inet_bind", "stores the local address."},
	"udp.bind.saddr":           {"__inet_bind", "stores the address that is sent from."},
	"udp.bind.undo":            {"__inet_bind", "takes the local address back, as there is a conflict."},
	"udp.bind.conflict":        {"udp_lib_lport_inuse", "looks for a socket that already has the port on an overlapping device and address."},
	"udp.bind.hash":            {"sk_add_node_rcu", "hangs the socket into the chain of its port, for bind conflicts."},
	"udp.bind.hash2":           {"hlist_add_head_rcu", "hangs the socket into the chain of its port and address: lookups find it from now on."},
	"udp.autobind":             {"udp_lib_get_port", "chooses where the search for a free port begins."},
	"udp.slot":                 {"udp_hashslot", "finds the chains of the port."},
	"udp.connect":              {"__ip4_datagram_connect", "fixes the peer of the socket."},
	"udp.connect.route":        {"ip_route_connect", "finds the device by which packets to the peer leave."},
	"udp.connect.dst_reset":    {"sk_dst_reset", "drops the cached route."},
	"udp.connect.dst_set":      {"sk_dst_set", "caches the route."},
	"udp.disconnect":           {"__udp_disconnect", "forgets the peer and, for anybody who asks, the bound device."},
	"udp.lookup":               {"__udp4_lib_lookup", "looks for the socket that gets the packet."},
	"udp.lookup.score":         {"compute_score", "compares the packet with one socket."},
	"udp.send":                 {"udp_sendmsg", "sends a datagram."},
	"udp.send.route":           {"ip_route_output_flow", "finds the device by which the packet leaves."},
	"udp.send.dst_check":       {"sk_dst_check", "takes the cached route, if it may still be used."},
	"udp.send.dst_set":         {"sk_dst_set", "caches the route, without the lock of the socket."},
	"udp.unhash":               {"udp_lib_unhash", "takes the socket out of its chains."},
	"udp.rehash":               {"udp_lib_rehash", "moves the socket to the chain of its address, if it hangs in another."},
	"udp.rehash.check":         {"udp_lib_rehash", "looks whether the socket hangs in the right chain. The bound device does not matter for that."},
	"udp.rehash.unhash":        {"hlist_del_init_rcu", "takes the socket out of its old chain: no lookup finds it now."},
	"udp.rehash.hash":          {"hlist_add_head_rcu", "hangs the socket into its new chain."},
	"raw.bind":                 {"raw_bind", "stores the local address."},
	"raw.connect":              {"__ip4_datagram_connect", "fixes the peer of the socket."},
	"raw.disconnect":           {"__udp_disconnect", "forgets the peer and, for anybody who asks, the bound device."},
	"raw.hash":                 {"raw_hash_sk", "hangs the socket into the chain of its protocol."},
	"raw.unhash":               {"raw_unhash_sk", "takes the socket out of its chain."},
	"raw.lookup":               {"raw_v4_match", "looks for the sockets that get the packet."},
	"raw.route":                {"ip_route_output_flow", "finds the device by which the packet leaves."},
	"raw.send":                 {"raw_sendmsg", "sends a packet."},
	"fd.get":                   {"sockfd_lookup_light", "turns the descriptor into the socket."},
	"fd.install":               {"fd_install", "gives the file the lowest free descriptor."},
	"fd.close":                 {"file_close_fd", "takes the descriptor out of the table."},
	"fd.hold":                  {"get_file", "counts one more descriptor for the file."},
	"fd.put":                   {"fput", "counts one descriptor less; the last one closes the socket."},
	"emu.deliver.lookup":       {"netif_receive_skb", "a packet arrives: is its device there and up?"},
	"emu.link.index":           {"rtnl_newlink", "tells the caller which index the new device got."},
	"emu.sent.lookup":          {"", "finds the device whose packets an observer on the wire asks for."},
}
