// Package netdev models network devices and how they are named and numbered:
// struct net_device and the part of struct net that finds them.
//
// A [Net] is a network namespace. It keeps its devices in two tables, by name
// and by index, which are changed under one lock, rtnl, and read without any.
// The tables can disagree with the devices for a moment, and that moment is
// what the package is about: a rename writes the new name into the device,
// takes the old entry out of the name table, waits for the readers of it, and
// puts the new entry in. In between the device answers to neither name.
//
// # What it mirrors
//
//	Register, Unregister      register_netdevice, unregister_netdevice_many,
//	                          list_netdevice, unlist_netdevice, dev_index_reserve
//	ValidName, templates      dev_valid_name, dev_prep_valid_name, __dev_alloc_name
//	Rename, RenameByName      dev_change_name (netif_change_name since 6.18),
//	                          do_setlink, dev_ifsioc
//	AddAltname, DelAltname    netdev_name_node_alt_create and _destroy
//	Move                      __dev_change_net_namespace
//	RegisterVRF, SetMaster    vrf_newlink, do_set_master, do_vrf_add_slave
//	L3Master, L3Table         l3mdev_master_ifindex_by_index, l3mdev_fib_table_by_index
//	Device.Arrival            l3mdev_l3_rcv
//	ByName, ByIndex, NameOf   dev_get_by_name_rcu, dev_get_by_index_rcu,
//	                          netdev_get_name
//	AddNotifier               the netdevice notifier chain
//	Subscribe                 RTM_NEWLINK and RTM_DELLINK, the uevent of a rename
//	AddAddr, DelAddr          inet_insert_ifa, fib_add_ifaddr, inet_del_ifa,
//	                          fib_del_ifaddr; inet6_addr_add, inet6_addr_del
//	AddRoute, DelRoute        fib_table_insert, fib_table_delete, fib_check_nh;
//	                          ip6_route_add, ip6_route_del, ip6_validate_gw
//	SetUp                     dev_open, dev_close, fib_disable_ip, addrconf_ifdown
//	RouteOutput, Valid        ip_route_output_key_hash_rcu, ipv4_dst_check;
//	                          ip6_route_output_flags, ip6_dst_check
//	source addresses          inet_select_addr; ipv6_dev_get_saddr
//	RouteInput                ip_route_input_slow; ip6_route_input, ip6_mc_input
//	AddrType, ByAddr          inet_addr_type_table, ip_dev_find; ipv6_chk_addr
//	JoinGroup, InGroup        ip_mc_inc_group, ip_check_mc_rcu; ipv6_dev_mc_inc,
//	                          ipv6_chk_mcast_addr
//
// These are functions of net/core/dev.c, net/core/rtnetlink.c,
// net/core/dev_ioctl.c, net/ipv4/devinet.c, fib_frontend.c, fib_semantics.c,
// fib_trie.c, route.c and igmp.c, net/ipv6/addrconf.c, route.c, ip6_fib.c and
// mcast.c, net/l3mdev/l3mdev.c and drivers/net/vrf.c. Each rule of Linux is
// marked, where it is coded, with its number in the ledger, such as REG-13. What
// changed between releases is a [Feature].
//
// # How a route is chosen
//
//  1. The tables are asked in this order: local; that of the VRF, if oif is one
//     or a slave of one; main; and of IPv4 default. The first that has a route
//     ends the search. Of IPv4 local and main are one table until the namespace
//     has its first VRF.
//  2. In a table only routes by oif count, if there is one: that is how a bound
//     device makes the routes of others invisible. A VRF stands for its slaves.
//  3. Of those the longest prefix wins, then the least metric, then the oldest.
//  4. None: see RouteOutput, which guesses for IPv4.
//
// Routes come with addresses and devices and go with them. What a device that
// goes down keeps is, of IPv4, its addresses and the routes to them.
//
// # Steps
//
// Traces show these steps of the package:
//
//	netdev.rtnl.lock, .unlock      every change stands between them
//	netdev.rename.write            the device has its new name
//	netdev.rename.unlist           it answers to no name
//	netdev.rename.sync             wait for readers (synchronize_net)
//	netdev.rename.list             it answers to the new name
//	netdev.register.name, .index   it is found by name, then by index
//	netdev.unregister.name, .index it is not found any more
//	netdev.altname.list, .unlist   an alternative name comes, goes
//	netdev.move.net                it belongs to the other namespace
//	netdev.notify                  the notifier chain runs
//	netdev.event.send, .receive    link events
//	netdev.flags.store             up or down
//	netdev.addr.store, .delete, .drop  an address comes, goes, all go
//	netdev.fib.store               a route is added or deleted
//	netdev.group.store             a multicast group is joined or left
//	netdev.master.store            a device is enslaved or released
//	netdev.route.lookup            a whole route lookup
//	netdev.addr.type               is this an own address?
//
// Other lookups belong to the step that their caller announces.
//
// # Limits
//
//   - IPv4 addresses have no peers, labels, or broadcast addresses other than
//     the last of the network; their scope is universe, but for 127.0.0.1 on
//     "lo". Secondary addresses are not promoted.
//   - IPv6 addresses are usable at once and for ever: no duplicate address
//     detection, no link-local address that a device gives itself, no lifetimes,
//     no temporary or anycast addresses, and no keep_addr_on_down.
//   - Routes have one next hop; none is unreachable, prohibited or a blackhole,
//     and none comes from a router or a redirect. There are no policy rules but
//     those of VRFs, no types of service, no multicast routing, no forwarding.
//     Of equal routes of IPv6 Linux may come to use another one after a gateway
//     did not answer; here it is always the first.
//   - rp_filter is 0, accept_local 1, and route_localnet 0.
//   - A device has the flag "up" and no others; no MTU, no hardware address, no
//     carrier, no neighbours. Everything that leaves a device ends in Sent.
//   - VRFs are the only masters; their strict mode is off. What Linux before 5.18
//     did with slaves, and before 6.11 with the source of a route that leaves a
//     VRF, has not been compared with a kernel; the latter is as in its later
//     stable releases.
//   - A namespace cannot be destroyed (REG-60).
//   - An Events subscription has no end and loses nothing; a real socket has a
//     buffer that overflows.
//   - Names are compared, not how /sys and /proc show them.
package netdev
