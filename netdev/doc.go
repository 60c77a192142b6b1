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
//	ByName, ByIndex, NameOf   dev_get_by_name_rcu, dev_get_by_index_rcu,
//	                          netdev_get_name
//	AddNotifier               the netdevice notifier chain
//	Subscribe                 RTM_NEWLINK and RTM_DELLINK, the uevent of a rename
//	RouteOutput, Valid        ip_route_output_key_hash_rcu, ipv4_dst_check
//
// These are functions of net/core/dev.c, net/core/rtnetlink.c,
// net/core/dev_ioctl.c and net/ipv4/route.c. Each rule of Linux is marked, where
// it is coded, with its number in the ledger, such as REG-13. What changed
// between releases is a [Feature].
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
//	netdev.addr.store, .drop       addresses
//	netdev.route.lookup            a whole route lookup
//
// Lookups belong to the step that their caller announces.
//
// # Limits
//
//   - IPv4 addresses only; no peers, labels, scopes, secondary addresses or
//     broadcast addresses. An address can be added, not removed.
//   - Routes are those to the prefixes of addresses: no default route, no
//     gateways, no metrics, no policy rules, no VRF, no multicast routes.
//   - A device has the flag "up" and no others; no MTU, no hardware address, no
//     carrier, no neighbours. Everything that leaves a device ends in Sent.
//   - There are no bonds, bridges, VRFs or any other masters.
//   - A namespace cannot be destroyed (REG-60).
//   - Move knows the wanted index in all releases; Linux has it after 5.12.
//   - An Events subscription has no end and loses nothing; a real socket has a
//     buffer that overflows.
//   - Names are compared, not how /sys and /proc show them.
package netdev
