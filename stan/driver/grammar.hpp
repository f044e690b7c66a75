// CmdStan's command line, as far as this driver speaks it.
#pragma once

#include "argument.hpp"

namespace driver {

// The whole tree with its defaults; the root is a group without a name.
Argument grammar();

}  // namespace driver
