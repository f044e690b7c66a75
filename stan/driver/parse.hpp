// Words of the command line -> the grammar with its values set.
#pragma once

#include <string>
#include <vector>

#include "argument.hpp"

namespace driver {

struct Parsed {
  Argument settings;
  std::vector<std::string> errors;  // sentences; empty when all is well
  std::string help;                 // text to print instead of running, when asked for
};

Parsed parse(const std::vector<std::string>& words);

// What `help` prints about an argument, and `help-all` with everything below it.
std::string usage(const Argument& argument, bool deep);

}  // namespace driver
