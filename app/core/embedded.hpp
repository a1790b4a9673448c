// Files that the build put into the program (cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace aisha::embedded {

struct File {
    std::string_view name;  ///< without folders
    std::string_view bytes;
};

}  // namespace aisha::embedded
