// Times of the `profile` blocks of a Stan program.
#pragma once

#include <string>

namespace driver {

// Writes the table as CSV, when the program has such blocks.
void save_profile(const std::string& path);

}  // namespace driver
