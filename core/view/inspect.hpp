#pragma once
// What is known of one node, as rows of text: the inspector of the page.

#include <string>
#include <vector>

#include "view/session.hpp"
#include "view/statistics.hpp"

namespace evenkeel::view {

struct InspectorRow {
    std::string label;
    std::string value;
};

/// A table of equal things: the servers of a backend. A column without a group stands by itself.
struct InspectorTable {
    std::string title;
    std::vector<ColumnGroup> columns;
    std::vector<std::vector<std::string>> rows;
};

struct Inspection {
    std::string title;                  ///< "web-02 · web server"; empty: there is no such node
    std::vector<InspectorRow> rows;
    std::vector<InspectorTable> tables;
};

/// Of a balancer also what its statistics page says. Copies the world then: whoever asks the runtime API may change something.
Inspection inspect(const Session& session, const std::string& node);

/// Why the requests that are under way at a balancer's host have their servers: "request 17: web/web1" and a sentence of the
/// catalogue, with numbers as they are now. Nothing for other nodes; at most `most` rows. Copies the world.
std::vector<InspectorRow> why_these_servers(const Session& session, const std::string& node, std::size_t most = 20);

/// The line of an editable file that speaks of a node (its `server` line), and back.
Location line_of(const Session& session, const std::string& node);
std::string node_at(const Session& session, const std::string& file, int line);

}  // namespace evenkeel::view
