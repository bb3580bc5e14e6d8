#pragma once
// What this layer says, each sentence once, with its id. The structs are walked by reflection: a field is in the catalogue.

#include "base/catalogue.hpp"

namespace evenkeel {

/// About a lab.json. {pointer} is the JSON pointer of the place, "/objectives/0/points".
struct LabSentences {
    Sentence not_json{"EK-LAB-0001", "not JSON: {reason}", "", "A lab.json is one JSON object (RFC 8259): no comments, no comma after the last element."};
    Sentence too_large{"EK-LAB-0002", "the file has {bytes} bytes; at most {most} are read", "", "The limit keeps a hostile file from using the reader's memory."};
    Sentence too_deep{"EK-LAB-0003", "objects and lists are nested more than {most} deep", "", "No key of a lab needs such depth."};
    Sentence wrong_type{"EK-LAB-0004", "{pointer}: expected {expected}, got {got}", "", "Each key takes one kind of value; docs/lab-format.md lists them."};
    Sentence unknown_key{"EK-LAB-0005", "{pointer}: unknown key '{key}'", "{repair}", "A key that no one reads is nearly always a slip, so it is an error."};
    Sentence missing_key{"EK-LAB-0006", "{pointer}: '{key}' is missing", "", "The lab cannot be run without it."};
    Sentence key_twice{"EK-LAB-0007", "{pointer}: this key stands twice in its object", "remove one of the two", "JSON readers keep one of them, and not all the same one."};
    Sentence wrong_format{"EK-LAB-0008", "{pointer}: format {format} is not known; this program reads format 1", "", "The number rises when old labs would be read differently."};
    Sentence not_a_duration{"EK-LAB-0009", "{pointer}: '{text}' is no duration", "write a number with a unit: 500ms, 30s, 5m, 1h30m", "Units are ns us ms s m h d."};
    Sentence out_of_range{"EK-LAB-0010", "{pointer}: {what} is {value}; allowed is {least} to {most}", "", "The range keeps the run possible and the result meaningful."};
    Sentence unknown_word{"EK-LAB-0011", "{pointer}: unknown {what} '{word}'", "{repair}", "The word must be one that the lab or this program knows."};
    Sentence id_twice{"EK-LAB-0012", "{pointer}: the {what} '{word}' is there already", "give it another one", "Results, links and translations find things by this word."};
    Sentence bad_id{"EK-LAB-0013", "{pointer}: '{word}' is no id: lower-case letters, digits and hyphens, at most 80", "", "Ids become folder names and parts of addresses."};
    Sentence points_sum{"EK-LAB-0014", "{pointer}: the objectives have {sum} points together; they must have 100", "", "Scores of different labs can be compared because each has 100 points."};
    Sentence equal_thresholds{"EK-LAB-0015", "{pointer}: zero_at and full_at are both {value}", "make them differ, or use a gate", "Points are linear between the two."};
    Sentence no_purpose{"EK-LAB-0016", "{pointer}: neither points nor a gate", "give it 'points' or a 'gate'", "An objective without either judges nothing."};
    Sentence no_action{"EK-LAB-0017", "{pointer}: no action", "one of: {known}", "A fault names one thing that is done to the site."};
    Sentence fault_needs_packets{"EK-LAB-0040", "{pointer}: '{action}' cannot be simulated at the level of detail \"requests\"", "slow, errors and surge can; or remove \"detail\" from the topology", "At this level there are no connections that could break."};
    Sentence two_actions{"EK-LAB-0018", "{pointer}: '{first}' and '{second}': a fault has one action", "make two faults of it", "Each fault has one beginning, one end and one name."};
    Sentence after_the_end{"EK-LAB-0019", "{pointer}: {instant} is after the end of the run ({duration})", "", "What lies after the end never happens."};
    Sentence range_reversed{"EK-LAB-0020", "{pointer}: {least} is after {most}", "exchange the two", "A range goes from the earlier to the later instant."};
    Sentence bad_query{"EK-LAB-0021", "{pointer}: {reason}", "{repair}", "Measures are PromQL, with the grammar of Prometheus."};
    Sentence unknown_metric{"EK-LAB-0022", "{pointer}: unknown truth metric '{metric}'", "{repair}", "Objectives read the truth metrics; `evenkeel metrics` and the reference list them."};
    Sentence unknown_label{"EK-LAB-0023", "{pointer}: '{metric}' has no label '{label}'", "{repair}", "A matcher on a label that is never there selects nothing, or everything."};
    Sentence unknown_placeholder{"EK-LAB-0024", "{pointer}: nothing fills {placeholder}", "{repair}", "A sentence can use the labels of its measure or of `who`, and the words listed in docs/lab-format.md."};
    Sentence off_the_grid{"EK-LAB-0025", "{pointer}: the window {window} is no whole number of seconds", "truth metrics are sampled once a second", "Such a window holds now one sample more, now one less."};
    Sentence not_editable{"EK-LAB-0026", "{pointer}: no host runs a service with the file '{file}'", "{repair}", "Only configuration files that the topology names can be edited."};
    Sentence absolute_path{"EK-LAB-0027", "{pointer}: '{file}' is no path HOST/FILE", "", "Paths are relative and stay inside the lab's folder."};
    Sentence too_many{"EK-LAB-0028", "{pointer}: {count} {what}; at most {most}", "", "The limit keeps a hostile lab from using the machine."};
    Sentence no_sentence{"EK-LAB-0029", "{pointer}: no sentence to show when it falls short", "say what was seen and what follows from it", "The sentence is what a student learns from."};
    Sentence no_visitors{"EK-LAB-0030", "{pointer}: nobody visits the site", "add topology.visitors", "Without requests nothing can be measured."};
    Sentence shift_past_end{"EK-LAB-0031", "{pointer}: with the hidden shift this can begin at {instant}, after the end of the run", "make the run longer or the shift smaller", "Hidden seeds would not see the fault."};
    Sentence literal_host{"EK-LAB-0032", "{pointer}: names '{host}', but hidden seeds exchange the roles of alike hosts", "select by fault or path instead", "The query would look at a host that the hidden fault does not strike."};
    Sentence no_phase_for_window{"EK-LAB-0033", "{pointer}: $phase without a 'phase'", "name the phase", "$phase stands for the length of the objective's phase."};
    Sentence folder_name{"EK-LAB-0034", "{pointer}: the id is '{id}', but the folder is '{folder}'", "give both the same name", "A lab is found by either."};
    Sentence missing_file{"EK-LAB-0035", "the lab's folder has no '{file}'", "{repair}", "Each part of a lab has its place; docs/lab-format.md lists them."};
    Sentence unused_file{"EK-LAB-0036", "nothing uses this file", "{repair}", "Start files belong to a host's service; anything else is never read."};
    Sentence not_built{"EK-LAB-0037", "{pointer}: '{key}' is not read: {instead}", "", "The design knows the key, this version does not have it there."};
    Sentence fixed_seedless{"EK-LAB-0038", "{pointer}: no public seed", "name at least one, [1]", "A student must be able to see a run."};
    Sentence not_utf8{"EK-LAB-0041", "a byte that is not UTF-8", "save the file as UTF-8", "The browser lab gets each lab as one JSON text, which has no place for other bytes."};
};

/// About what was handed in.
struct SubmissionSentences {
    Sentence too_large{"EK-SUB-0001", "the submission has {bytes} bytes; at most {most} are read", "", "Configurations are small; something else lies in the folder."};
    Sentence file_too_large{"EK-SUB-0002", "the file has {bytes} bytes; at most {most} are read", "", "Configurations are small; this is something else."};
    Sentence too_many_files{"EK-SUB-0003", "the submission has {count} files; at most {most} are read", "", "Hand in only the files that the lab lets you edit."};
    Sentence line_too_long{"EK-SUB-0004", "the line has {bytes} bytes; at most {most} are read", "", "No directive needs such a line."};
    Sentence bad_path{"EK-SUB-0005", "'{path}' is no path HOST/FILE", "", "Paths are relative, use '/', and stay inside the submission."};
    Sentence unknown_file{"EK-SUB-0006", "the lab has no file '{path}'", "{repair}", "Files are found by their path, HOST/FILE; another name would silently change nothing."};
    Sentence not_editable{"EK-SUB-0007", "this file may not be changed in this lab; it differs from the lab's in this line", "take the lab's file, or leave it out; you may change: {editable}", "The lab is about the other files."};
    Sentence unnamed_file{"EK-SUB-0018", "no configuration names this file", "write its path into haproxy.cfg, as /etc/haproxy/NAME", "A map, a list or an error page works where a line of the balancer's configuration names it; lying beside it changes nothing."};
    Sentence zero_byte{"EK-SUB-0008", "a NUL byte", "save the file as plain text", "Configuration files are text; perhaps this one was saved as UTF-16."};
    Sentence not_utf8{"EK-SUB-0009", "a byte that is not UTF-8", "save the file as UTF-8", "Names and values must be the same for everyone who reads them."};
    Sentence not_built{"EK-SUB-0010", "'{path}' is not read by this version: {what} are not built yet", "leave it out", "It is refused, so that nobody believes that it was graded."};
    Sentence too_many_servers{"EK-SUB-0011", "the configuration has {count} servers; at most {most} are simulated", "", "The limit keeps a run possible."};
    Sentence cannot_start{"EK-SUB-0012", "{reason}", "", "The site could not be started with these files."};
    Sentence missing_file{"EK-SUB-0013", "neither the submission nor the lab has this file", "add it", "The topology runs a service with it."};
    Sentence unread_kind{"EK-SUB-0014", "no reader for this kind of file", "", "The topology runs a service that this version does not have."};
};

/// About grading.
struct GradeSentences {
    Sentence bound{"EK-GRD-0001", "the run was stopped{when}: {bound} reached", "", "A run is bounded in events, time and memory, so that a submission cannot stop the grader of others."};
    Sentence no_data{"EK-GRD-0002", "Nothing was measured: {reason}.", "", "No data gives no points."};
    Sentence measured{"EK-GRD-0003", "{title}: {measured}, needed {needed}.", "", "The sentence of an objective whose lab gives none."};
    Sentence hidden_seed{"EK-GRD-0004", "Fell short on hidden run {index}: about {measured}, needed {needed}.", "", "Hidden runs strike other servers at other times; their report names neither."};
    Sentence gate_failed{"EK-GRD-0005", "A gate failed: the lab is capped at half of its points.", "", "Some things must hold whatever else is good."};
};

/// About questions of a lab and their answers.
struct AnswerSentences {
    Sentence unknown_question{"EK-LAB-0042", "{pointer}: no question '{id}' for $answer({id})", "{repair}", "An objective can use the answers to the questions that the lab asks in 'answers'."};
    Sentence not_answers{"EK-SUB-0015", "{reason}", "write one JSON object: {example}", "answers.json gives a number, or null, for each question of the lab."};
    Sentence unknown_answer{"EK-SUB-0016", "the lab asks no question '{id}'", "{repair}", "An answer to a question that nobody asked would silently count for nothing."};
    Sentence not_a_number{"EK-SUB-0017", "the answer to '{id}' is {got}, not a number", "write a number without unit, or null", "Answers are compared with what is measured."};
    Sentence no_answer{"EK-GRD-0006", "answers.json gives no answer to '{id}'", "", "An objective on an answer needs one."};
};

/// Answers to calls of the page that cannot be carried out.
struct PageSentences {
    Sentence not_a_call{"EK-PAG-0001", "'{what}' is no call that this version knows", "", "The page and the simulator are of different versions: load the page anew."};
    Sentence no_lab{"EK-PAG-0002", "no lab is open", "", "Choose a lab from the gallery first."};
    Sentence no_choice{"EK-PAG-0003", "'{choice}' cannot be done to {node} now", "", "What can be done to a node depends on its state: open its menu again."};
};

inline constexpr LabSentences lab_says;
inline constexpr SubmissionSentences submission_says;
inline constexpr GradeSentences grade_says;
inline constexpr AnswerSentences answer_says;
inline constexpr PageSentences page_says;

}  // namespace evenkeel
