#pragma once
// What is said about a topology, EK-LAB-11nn.

#include <array>
#include <span>

#include "base/catalogue.hpp"

namespace evenkeel::topology_words {

inline constexpr Sentence too_many{"EK-LAB-1101", "{number} {what}, at most {most}", "", "A bound of the simulator."};
inline constexpr Sentence bad_name{"EK-LAB-1102", "'{name}' is no name", "use letters, digits, '-', '_' and '.', at most 63", "Names become parts of paths, labels and commands."};
inline constexpr Sentence no_prefix{"EK-LAB-1103", "'{value}' is no network prefix", "write \"10.0.1.0/24\"", "An address, a slash and the number of bits."};
inline constexpr Sentence outside_prefix{"EK-LAB-1104", "{address} does not lie in network '{network}', {prefix}", "", "A host's address must belong to the network it is attached to, or nobody on it finds the host."};
inline constexpr Sentence address_taken{"EK-LAB-1105", "{address} belongs to another host already", "", "Two hosts with one address: packets would go to either."};
inline constexpr Sentence no_network_near{"EK-LAB-1106", "no network '{name}'", "did you mean '{nearest}'?", "Only networks of the topology can be named."};
inline constexpr Sentence no_network{"EK-LAB-1107", "no network '{name}'", "", "Only networks of the topology can be named."};
inline constexpr Sentence no_rate{"EK-LAB-1108", "'{value}' is no rate", "write \"200/s\" or \"90/min\", at most 100000/s", "How often something happens: a number, a slash and s, min or h."};
inline constexpr Sentence no_bandwidth{"EK-LAB-1109", "'{value}' is no bandwidth", "write \"100Mbit/s\"", "A whole number of kbit/s, Mbit/s or Gbit/s."};
inline constexpr Sentence bad_file{"EK-LAB-1110", "'{value}' is no file of a lab", "write a path below the lab's files, such as \"lb-01/haproxy.cfg\"", "Only files that the lab brings along can be read: no absolute path, no '..'."};
inline constexpr Sentence bad_url{"EK-LAB-1111", "'{value}' is no address of a site", "write \"http://www.shop.test/\" or \"http://203.0.113.10:8080/\"", "http://, a name or an address, perhaps a port; https is not simulated yet."};
inline constexpr Sentence no_name{"EK-LAB-1112", "nothing in 'names' is called '{name}'", "add it to 'names'", "The visitors' name must resolve, or each of their requests ends in no_address."};
inline constexpr Sentence open_or_closed{"EK-LAB-1113", "visitors need either 'open' or 'closed'", "", "Open: they come at a rate, whatever the site does. Closed: a fixed number of users, each waiting for its answer."};
inline constexpr Sentence poisson_or_regular{"EK-LAB-1114", "'open' needs either 'poisson' or 'regular'", "", "Poisson: people who know nothing of each other. Regular: at equal distances."};
inline constexpr Sentence steps_in_disorder{"EK-LAB-1115", "this step begins before the one above it", "", "The steps of a load curve stand in the order of time."};
inline constexpr Sentence bad_path{"EK-LAB-1116", "'{value}' is no path", "write it with a slash in front", "What is asked of the site: \"/\", \"/api/cart?id=7\"."};
inline constexpr Sentence no_method{"EK-LAB-1117", "unknown method '{value}'", "one of GET, HEAD, POST, PUT, DELETE, OPTIONS", "The request's method."};
inline constexpr Sentence bad_header{"EK-LAB-1118", "'{value}' cannot stand in a header", "", "A header's name has letters, digits and '-'; its value no line feed."};
inline constexpr Sentence least_above_most{"EK-LAB-1119", "{least} is more than {most}", "", "A range is written from its least to its greatest value."};
inline constexpr Sentence nobody_comes{"EK-LAB-1120", "the load is 0 % throughout", "", "No visitor would ever come."};
inline constexpr Sentence ends_before_begin{"EK-LAB-1121", "'ends' is not after 'begins'", "", "No visitor would ever come."};
inline constexpr Sentence no_paths{"EK-LAB-1122", "no path can be drawn", "give at least one path a weight above 0", "Each request draws its path by weight."};
inline constexpr Sentence no_detail{"EK-LAB-1123", "'{value}' is no level of detail", "write \"packets\" or \"requests\"", "At \"packets\" every packet of every connection is simulated; at \"requests\" a request and its answer are one message each, without connections: enough to reckon with queues and balance, and many times faster."};

inline constexpr std::array all{too_many, bad_name, no_prefix, outside_prefix, address_taken, no_network_near, no_network, no_rate, no_bandwidth, bad_file, bad_url,
                                no_name, open_or_closed, poisson_or_regular, steps_in_disorder, bad_path, no_method, bad_header, least_above_most, nobody_comes,
                                ends_before_begin, no_paths, no_detail};

}  // namespace evenkeel::topology_words
