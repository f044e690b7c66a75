// The configuration of a run, as CmdStan prints it into consoles, CSV comments and JSON.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <stan/callbacks/structured_writer.hpp>
#include <stan/model/model_base.hpp>

#include "argument.hpp"

namespace driver {

// `key = value` lines of versions and compile switches, for `info`.
void write_info(std::ostream& out);

// The settings, one a line, nested by indentation, each line opened by `prefix`.
void write_settings(std::ostream& out, const Argument& settings, const std::string& prefix);

// Opening comments of a CSV file.
void write_preamble(std::ostream& out, const Argument& settings, const stan::model::model_base& model);

// The same as one JSON record.
void write_config(stan::callbacks::structured_writer& out, const Argument& settings,
                  const stan::model::model_base& model);

}  // namespace driver
