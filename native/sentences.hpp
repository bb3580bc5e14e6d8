#pragma once
// What the command line itself has to say (EK-CLI-…): the other sentences belong to the layers that say them.

#include <span>

#include "base/catalogue.hpp"

namespace evenkeel::cli {

namespace messages {

inline constexpr Sentence unknown_option{"EK-CLI-0001", "there is no option '{option}'", "{hint}",
    "The command does not know this option. Options are written with two dashes and are the same on every machine; --help after a command lists its own."};
inline constexpr Sentence unknown_command{"EK-CLI-0002", "there is no command '{command}'", "{hint}",
    "`evenkeel --help` lists the commands."};
inline constexpr Sentence missing_argument{"EK-CLI-0003", "{argument} is missing", "see '{command} --help'",
    "The command needs one more argument than it was given. Its --help shows the order, and examples."};
inline constexpr Sentence wrong_value{"EK-CLI-0004", "{why}", "see '{command} --help'",
    "The value after the option is not of the kind that the option takes."};
inline constexpr Sentence extra_argument{"EK-CLI-0005", "'{argument}' is one argument too many", "see '{command} --help'",
    "The command takes fewer arguments. A path with spaces must be quoted for the shell."};
inline constexpr Sentence cannot_read{"EK-CLI-0006", "cannot be read: {why}", "",
    "The operating system refused to open or read the file or folder."};
inline constexpr Sentence file_expected{"EK-CLI-0007", "is a folder, and a file is expected here", "",
    "The path names a folder where the command reads one file."};
inline constexpr Sentence folder_expected{"EK-CLI-0008", "is a file, and a folder is expected here", "",
    "The path names a file where the command reads a folder."};
inline constexpr Sentence too_large{"EK-CLI-0009", "has more than {most} bytes, the most that is read", "",
    "Nothing that belongs to a lab, a submission or a recording is that large, so the file is not read at all: no input can make the program use up the memory of its machine."};
inline constexpr Sentence not_plain{"EK-CLI-0010", "is {kind}; a submission holds plain files and folders only", "replace it by a copy of the file that is meant",
    "A link could lead out of the submission, and a device never ends. A submission is data: plain files and folders, nothing else is opened."};
inline constexpr Sentence unknown_lab{"EK-CLI-0011", "there is no lab '{lab}'", "{hint}",
    "A lab is named by its number (7), its id (07-the-dead-server-…) or its folder (./my-lab). `evenkeel labs` lists those that were found."};
inline constexpr Sentence no_labs{"EK-CLI-0012", "no labs were found", "name their folder: --labs DIR",
    "Labs are looked for in the folder given by --labs, else inside the npm package, in the installed share folder and beside the program."};
inline constexpr Sentence cannot_write{"EK-CLI-0013", "cannot be written: {why}", "",
    "The result could not be stored at this place. What was there before is still there: a file is written beside its place and moved when it is whole."};
inline constexpr Sentence output_failed{"EK-CLI-0014", "standard output {why}", "",
    "Not everything could be printed, so whoever reads it has less than the whole. The exit code is 4 for that reason, whatever the result was."};
inline constexpr Sentence not_empty{"EK-CLI-0015", "exists already", "name a folder that does not exist yet, or an empty one",
    "The command never overwrites what somebody may have worked on."};
inline constexpr Sentence unknown_format{"EK-CLI-0016", "there is no format '{format}'", "{hint}",
    "A format is a name (text), or a name and a file (json=result.json); several are separated by commas."};
inline constexpr Sentence two_formats{"EK-CLI-0017", "'{first}' and '{second}' cannot both go to standard output", "give one of them a file: {second}=FILE",
    "At most one format is printed; each other one goes to a file of its own."};
inline constexpr Sentence unknown_sentence{"EK-CLI-0018", "there is no sentence '{id}'", "{hint}",
    "Ids look like EK-HAP-0012. They stand in square brackets at the end of a message."};
inline constexpr Sentence too_many_files{"EK-CLI-0019", "holds more than {most}", "",
    "A submission is a few configuration files. A folder as large as this one was most likely named by mistake."};
inline constexpr Sentence own_fault{"EK-CLI-0020", "evenkeel itself failed: {why}", "this is no verdict on the input; please report it",
    "The program met a state that it does not understand, or the machine refused it memory. Nothing was graded."};
inline constexpr Sentence no_such_objective{"EK-CLI-0022", "there is no objective '{objective}' in lab {lab}", "{hint}",
    "Objectives have an id of their own in lab.json; `evenkeel grade` prints it with each result."};
inline constexpr Sentence nothing_to_check{"EK-CLI-0023", "is no file of lab {lab}", "its files are {files}",
    "A file is checked as the configuration file whose name it has in the lab: HOST/FILE, or FILE where that is enough to tell."};

inline constexpr Sentence no_record{"EK-CLI-0024", "is no recording: its first key must be \"record\"", "",
    "A recording is a JSON file whose first key, `record`, says what kind it is: {\"record\": \"haproxy\", …}."};
inline constexpr Sentence no_site{"EK-CLI-0025", "the page of the browser lab was not found", "build it with script/run, or name its folder: --site DIR",
    "`evenkeel serve` looks for a folder with index.html: the one of --site, else site/ beside the program, the installed share folder, and the build folder of the sources."};
inline constexpr Sentence port_in_use{"EK-CLI-0026", "port {port} is in use by another program", "end that one, or choose another port: --port N",
    "Only one program can have a port. Perhaps `evenkeel serve` runs in another terminal already; --port 0 takes any free port."};
inline constexpr Sentence cannot_listen{"EK-CLI-0027", "cannot listen at {address}, port {port}: {why}", "",
    "The operating system refused the address or the port. Ports below 1024 are for root; an address must be one of this machine's own, in numbers."};
inline constexpr Sentence foreign_host{"EK-CLI-0028", "this server is not '{host}'", "it answers for {own}",
    "A browser sends the name by which it knows a server. One that is not ours means that somebody's page would use the browser to read what is served here, so nothing is given."};
inline constexpr Sentence get_only{"EK-CLI-0029", "{method} is not answered here, only GET and HEAD", "",
    "The server gives files and takes none: work stays in the browser."};
inline constexpr Sentence not_served{"EK-CLI-0030", "there is no '{path}' here", "",
    "Only what lies in the site's folder is served, and the labs as labs/index.json and labs/ID.json."};
inline constexpr Sentence too_many_listeners{"EK-CLI-0031", "{most} pages wait for changes of labs already", "close some of them",
    "Each open page of an author keeps one connection. The page works without it, and has to be loaded again to show a change."};

inline constexpr Sentence kept_value{"EK-CLI-0032", "{pointer}: expected {expected}", "",
    "The file is not what the page keeps of a session. It keeps one JSON object with format, lab, seed, texts, began_with, did, now and places; a report has it under \"kept\"."};
inline constexpr Sentence kept_format{"EK-CLI-0033", "this session was kept in format {format}, and this program reads format {own}", "use the version of evenkeel that kept it",
    "The number rises when an old session would be read differently."};
inline constexpr Sentence kept_lab{"EK-CLI-0034", "this session is of lab '{lab}', and the folder of that name holds lab '{own}'", "",
    "A session can be done again in its own lab only. The id in lab.json should be the name of the folder."};
inline constexpr Sentence kept_seed{"EK-CLI-0035", "this session ran with seed {seed}, and the first seed of lab {lab} is {own}", "use the lab's version of that time: --labs DIR",
    "The browser lab runs a lab's first seed. Another seed is another crowd, so nothing that was seen then would be seen again."};
inline constexpr Sentence no_window{"EK-CLI-0036", "no window can be opened: {why}", "`evenkeel run` needs none",
    "`evenkeel-lab` draws with OpenGL 3.2 in a window of the desktop. Over a network, or in a container, there may be neither."};
inline constexpr Sentence no_font{"EK-CLI-0037", "is no TrueType or OpenType font", "name another file: --font FILE",
    "The picture's letters come from one font file; without --font it is Inter, where that is installed."};

}  // namespace messages

/// All of the above, in order of their ids.
std::span<const Sentence> sentences();

}  // namespace evenkeel::cli
