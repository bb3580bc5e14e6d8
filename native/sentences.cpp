#include "sentences.hpp"

#include <array>

namespace evenkeel::cli {

std::span<const Sentence> sentences()
{
    using namespace messages;
    static constexpr std::array all{
        unknown_option, unknown_command, missing_argument, wrong_value,    extra_argument, cannot_read, file_expected,    folder_expected,
        too_large,      not_plain,       unknown_lab,      no_labs,        cannot_write,   output_failed, not_empty,      unknown_format,
        two_formats,    unknown_sentence, too_many_files,  own_fault,            no_such_objective, nothing_to_check, no_record,
        no_site,        port_in_use,     cannot_listen,    foreign_host,   get_only,       not_served,    too_many_listeners,
        kept_value,      kept_format,     kept_lab,         kept_seed,      no_window,     no_font,
    };
    return all;
}

}  // namespace evenkeel::cli
