#include "system_words.hpp"

#include <cerrno>

namespace evenkeel::cli {

std::string words_of_error(int number)
{
    switch (number) {
    case ENOENT: return "there is no such file or folder";
    case EACCES:
    case EPERM: return "permission denied";
    case ENOTDIR: return "a part of the path is not a folder";
    case EISDIR: return "it is a folder";
    case EEXIST: return "it exists already";
    case ENOTEMPTY: return "the folder is not empty";
    case ELOOP: return "links that lead to themselves";
    case ENAMETOOLONG: return "the name is too long";
    case ENOSPC: return "the disk is full";
    case EDQUOT: return "the disk quota is used up";
    case EFBIG: return "the file would be too large";
    case EROFS: return "the disk is read-only";
    case EPIPE: return "nobody reads it any more";
    case EBADF: return "it was closed";
    case EMFILE:
    case ENFILE: return "too many files are open";
    case ENOMEM: return "no memory is left";
    case EXDEV: return "it lies on another disk";
    case EBUSY: return "it is in use";
    case EADDRINUSE: return "another program uses it";
    case EADDRNOTAVAIL: return "this machine has no such address";
    case EIO: return "the disk or terminal failed";
    default: return "the system refused (error " + std::to_string(number) + ")";
    }
}

}  // namespace evenkeel::cli
