// Package wire is packets as bytes: it reads a [netdev.Packet] out of an IPv4
// or IPv6 packet, or out of an Ethernet frame, as strictly as Linux does on
// input, and writes one with correct lengths and checksums.
//
// [Parse] refuses what Linux drops before a socket is looked up, and each
// refusal is a [Reason]. It looks, in this order, at
//
//  1. the version; the header's length, checksum and total length (ip_rcv_core,
//     ip6_rcv_core); bytes behind the total length are cut off
//  2. the options of IPv4 (ip_rcv_options)
//  3. fragments, which are refused: nothing here puts them together
//  4. the extension headers of IPv6: hop-by-hop options directly behind the
//     header, routing headers that have nowhere left to go, destination options
//     (ip6_parse_tlv, ipv6_rthdr_rcv, ipv6_destopt_rcv)
//  5. the transport header: lengths, then the checksum (udp_rcv, tcp_v4_rcv,
//     icmp_rcv, udpv6_rcv, tcp_v6_rcv, icmpv6_rcv)
//  6. in an ICMP error, whether it quotes an IP header and 8 bytes (icmp_unreach,
//     icmp_socket_deliver, icmpv6_notify)
//
// What has been written reads back as it was: Parse(Build(p)) is p, up to an
// empty payload, which is nil, and the length of what an error quotes.
//
// # Limits
//
//   - Written packets have 64 hops to go, may not be fragmented, and have no
//     options: not those of IP, not those of TCP. What was read has lost its own.
//   - Of a TCP segment there are no window scale and no urgent pointer.
//   - Jumbograms are refused.
//   - Ethernet has no VLANs and no addresses that would matter.
package wire
