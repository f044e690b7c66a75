// Files that a run writes.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include <stan/callbacks/json_writer.hpp>
#include <stan/callbacks/unique_stream_writer.hpp>

#include "session.hpp"

namespace driver {

using Csv = stan::callbacks::unique_stream_writer<std::ofstream>;
using Json = stan::callbacks::json_writer<std::ofstream>;

// A CSV file opened by the configuration as comments; silent when the path is empty.
Csv open_csv(const std::string& path, const Session& session);
// A JSON file; silent when the path is empty.
Json open_json(const std::string& path, const Session& session);

// Names given to `output file=` (or another argument of `output`), one a chain.
std::vector<std::string> chain_outputs(const std::string& paths, size_t chains, unsigned int first_id);

std::vector<Csv> open_csvs(const std::string& argument, size_t chains, const Session& session);
// Writers that write nothing.
std::vector<Csv> silent_csvs(size_t chains);

// Writes `<output>_config.json` when the settings ask for it.
void save_config(const Session& session);

}  // namespace driver
