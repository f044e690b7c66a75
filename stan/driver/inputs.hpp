// Files that a run reads.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <stan/io/var_context.hpp>
#include <stan/math/prim/fun/Eigen.hpp>

#include "argument.hpp"

namespace driver {

using Context = std::unique_ptr<stan::io::var_context>;

// Variables of a .json or .R file; none when the path is empty.
Context read_context(const std::string& path);

// One context a chain. `paths`: names with commas; or one name, of which the
// file with `_ID` before its extension is taken where it exists.
std::vector<Context> read_contexts(const std::string& paths, size_t chains, unsigned int first_id);
std::vector<std::string> chain_inputs(const std::string& paths, size_t chains, unsigned int first_id);

// Where the chains start: given values, the others uniform in [-radius, radius].
struct Starts {
  double radius;
  std::vector<Context> given;
};

Starts read_starts(const Argument& settings, size_t chains);

// The named columns of a Stan CSV file, one row a draw.
Eigen::MatrixXd read_draws(const std::string& path, const std::vector<std::string>& columns);

}  // namespace driver
