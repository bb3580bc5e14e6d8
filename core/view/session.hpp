#pragma once
// A lab as it lies on somebody's desk: the files being edited, the run that plays, what was done to it, and the way back.
//
// A run is a branch: the files it began with and what was done by hand, on top of the lab's own faults. Doing something where
// the branch has been played further already begins another branch; the old one stays. Everything a person changes is a `Work`,
// a value, so that undo is putting the one before back. The session knows no clock and no screen.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lab/lab.hpp"
#include "lab/run.hpp"
#include "lab/submission.hpp"
#include "world/timeline.hpp"

namespace evenkeel::view {

/// Something done by hand, as a person would tell it: a choice of a node's menu, a line typed on a host, or (without either) files
/// put into effect.
struct Said {
    Instant at;
    std::string node;
    std::string choice;
    std::string host;
    std::string line;
    Files texts;                            ///< those that were not in effect before; of a line, the file that it reads
};

/// One story of the site.
struct Branch {
    std::string name;                       ///< "A", "B", …
    std::int32_t parent = -1;               ///< index of the branch it left, at
    Instant left_at;                        ///< this moment; a branch that begins anew leaves at 0
    std::shared_ptr<const Submission> submission;   ///< what it began with
    std::vector<Deed> deeds;                ///< done by hand, in order of time
    std::vector<Said> said;                 ///< the same in words, for keeping
    Files running;                          ///< the texts that the services have read last
};
using SharedBranch = std::shared_ptr<const Branch>;

/// Where a node was dragged to, as a share of the picture's width and height.
struct Place {
    double x = 0;
    double y = 0;
};

/// All that undo brings back.
struct Work {
    Files texts;                            ///< the editable files, as they are being edited
    std::vector<SharedBranch> branches;
    std::size_t current = 0;                ///< the branch that is shown
    Instant now;
    std::map<std::string, Place> places;    ///< of nodes that were dragged
};

/// A second run beside the first: the same crowd, stepped by the same clock.
struct Rival {
    std::size_t branch = 0;
    Timeline timeline;
};

/// How far a branch has been played.
struct Reach {
    SharedBranch of;
    Instant until;
};

struct Session {
    Lab lab;
    Files start;                            ///< every file below the lab's files/
    std::uint64_t seed = 1;
    Work work;
    std::vector<Work> undone;               ///< what redo brings back, the latest last
    std::vector<Work> past;                 ///< what undo brings back, the latest last
    Timeline timeline;                      ///< of the branch that is shown
    std::optional<Rival> rival;
    std::vector<Reach> reach;               ///< by branch
    std::uint64_t deeds_done = 0;           ///< numbers deeds
    std::uint64_t story = 0;                ///< rises whenever what lies before the present may have become another
};

inline constexpr std::size_t most_undo = 500;
/// So many of each class's last requests are known one by one.
inline constexpr std::uint32_t fates_kept = 1024;

inline const World& present(const Session& session) { return session.timeline.present; }
/// How far the shown branch has been played.
Instant reach_of(const Session& session);
inline const Branch& current_branch(const Session& session) { return *session.work.branches[session.work.current]; }
inline Instant end_of(const Session& session) { return Instant{} + session.lab.duration; }

/// Opens a lab. `files` are those of the lab's folder that a student may see: lab.json, files/HOST/FILE; `texts` a work that was
/// kept, over the start files; its runbook.txt is what was typed, unless that has errors. Errors: of lab.json, or of the start files.
Parsed<Session> open_session(const Files& files, const Files& texts);

/// Lets the run (and the rival) go on to an instant, at most so many events; true when it is there, or at the end.
bool advance(Session& session, Instant to, std::uint64_t most_events);
/// Goes to any instant from 0 to the end, forwards or back, at once.
void go_to(Session& session, Instant to);
/// One event further.
void step_event(Session& session);

/// Does what a choice of a node's menu says, at the next whole millisecond; false, and nothing done, if there is no such choice
/// now. What breaks something begins a fault, what mends it ends that fault.
bool perform(Session& session, const std::string& node, const std::string& choice);

/// Types a line on a host, at the next whole millisecond after the line before it. With an error among the diagnostics nothing has
/// been done.
std::vector<Diagnostic> type_line(Session& session, const std::string& host, const std::string& line);
/// All that was typed on the shown branch, as a runbook.txt; empty: nothing.
std::string runbook_of(const Session& session);

/// Another text of a file. One step of undo, joined with the one before if `joins`.
void edit(Session& session, const std::string& path, std::string text, bool joins);
/// What would be said of the files as they are.
std::vector<Diagnostic> check(const Session& session);

enum class Apply : std::uint8_t {
    reload,     ///< services whose file has changed read it again, in the running world
    restart,    ///< the run begins anew with all files as they are, what was typed among them
};
/// Puts the edited files into effect. With an error among the diagnostics nothing has changed.
std::vector<Diagnostic> apply_texts(Session& session, Apply how);
/// Begins anew, with another runbook.
std::vector<Diagnostic> begin_anew(Session& session, std::string runbook);
/// Editable files whose text is not the one that runs.
std::vector<std::string> not_applied(const Session& session);

void drag(Session& session, const std::string& node, Place to, bool joins);

/// Gives back memory: of the moments that are kept for going back every second one, of all that could be undone half.
void spare_memory(Session& session);

bool undo(Session& session);
bool redo(Session& session);

/// Shows another branch, at the instant of the clock as far as that has been played.
void show_branch(Session& session, std::size_t branch);
/// Runs another branch beside the shown one, or none.
void set_rival(Session& session, std::optional<std::size_t> branch);

}  // namespace evenkeel::view
