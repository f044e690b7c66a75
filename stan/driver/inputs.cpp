#include "inputs.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <stan/io/dump.hpp>
#include <stan/io/empty_var_context.hpp>
#include <stan/io/json/json_data.hpp>

#include "paths.hpp"

namespace driver {
namespace {

std::ifstream open(const std::string& path) {
  std::ifstream stream(path);
  if (!stream)
    throw std::invalid_argument("Cannot open specified file, \"" + path + "\"");
  return stream;
}

bool is_number(const std::string& text, double& number) {
  char* end = nullptr;
  number = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0';
}

std::vector<std::string> header_of(std::ifstream& stream, const std::string& path) {
  std::string line;
  while (std::getline(stream, line))
    if (!line.empty() && line[0] != '#')
      return split(line, ',');
  throw std::invalid_argument("No header line in Stan CSV file, \"" + path + "\"");
}

std::vector<size_t> positions_of(const std::vector<std::string>& columns, const std::vector<std::string>& header,
                                 const std::string& path) {
  std::vector<size_t> positions;
  for (const auto& column : columns) {
    const auto place = std::find(header.begin(), header.end(), column);
    if (place == header.end())
      throw std::invalid_argument("Mismatch between model and Stan CSV file, \"" + path
                                  + "\": it has no column \"" + column + "\"");
    positions.push_back(place - header.begin());
  }
  return positions;
}

std::vector<double> numbers_in(const std::string& line, size_t expected, const std::string& path) {
  std::vector<double> numbers;
  numbers.reserve(expected);
  const char* at = line.c_str();
  for (char* end = nullptr; *at != '\0'; at = *end == ',' ? end + 1 : end) {
    numbers.push_back(std::strtod(at, &end));
    if (end == at)
      break;
  }
  if (numbers.size() != expected)
    throw std::invalid_argument("Bad line in Stan CSV file, \"" + path + "\": expected " + std::to_string(expected)
                                + " numbers in \"" + line.substr(0, 40) + "\"");
  return numbers;
}

}  // namespace

Context read_context(const std::string& path) {
  if (path.empty())
    return std::make_unique<stan::io::empty_var_context>();
  const std::string extension = extension_of(path);
  if (extension != ".json" && extension != ".R")
    throw std::invalid_argument("User specified files must end in .json or .R. Found: "
                                + (extension.empty() ? path : extension));
  std::ifstream stream = open(path);
  try {
    if (extension == ".R")
      return std::make_unique<stan::io::dump>(stream);
    return std::make_unique<stan::json::json_data>(stream);
  } catch (const std::exception& error) {
    throw std::invalid_argument("Error in reading \"" + path + "\": " + error.what());
  }
}

std::vector<std::string> chain_inputs(const std::string& paths, size_t chains, unsigned int first_id) {
  std::vector<std::string> names = split(paths, ',');
  if (names.size() == chains)
    return names;
  if (names.size() > 1)
    throw std::invalid_argument("Number of input files (" + std::to_string(names.size())
                                + ") does not match number of chains (" + std::to_string(chains) + "): " + paths);
  std::vector<std::string> found;
  for (size_t i = 0; i < chains; ++i) {
    const std::string own = with_suffix(paths, "_" + std::to_string(first_id + i));
    found.push_back(std::ifstream(own) ? own : paths);
  }
  return found;
}

std::vector<Context> read_contexts(const std::string& paths, size_t chains, unsigned int first_id) {
  std::vector<Context> contexts;
  for (const auto& path : chain_inputs(paths, chains, first_id))
    contexts.push_back(read_context(path));
  return contexts;
}

Starts read_starts(const Argument& settings, size_t chains) {
  const std::string& init = settings["init"].value;
  double radius = 2;
  if (!is_number(init, radius))
    return {2, read_contexts(init, chains, settings["id"].integer())};
  if (!(radius >= 0 && radius < 1e300))
    throw std::invalid_argument(init + " is not a valid value for \"init\"\n  Valid values: a number >= 0, or a file");
  return {radius, read_contexts("", chains, 1)};
}

Eigen::MatrixXd read_draws(const std::string& path, const std::vector<std::string>& columns) {
  std::ifstream stream = open(path);
  const std::vector<std::string> header = header_of(stream, path);
  const std::vector<size_t> positions = positions_of(columns, header, path);
  std::vector<double> kept;
  std::string line;
  while (std::getline(stream, line)) {
    if (line.empty() || line[0] == '#')
      continue;
    const std::vector<double> numbers = numbers_in(line, header.size(), path);
    for (const size_t position : positions)
      kept.push_back(numbers[position]);
  }
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const size_t width = columns.size();
  return Eigen::Map<RowMajor>(kept.data(), width == 0 ? 0 : kept.size() / width, width);
}

}  // namespace driver
