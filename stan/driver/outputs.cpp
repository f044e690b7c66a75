#include "outputs.hpp"

#include <memory>
#include <stdexcept>
#include <utility>

#include "paths.hpp"
#include "report.hpp"

namespace driver {
namespace {

std::unique_ptr<std::ofstream> open(const std::string& path, const Session& session) {
  if (path.empty())
    return nullptr;
  auto stream = std::make_unique<std::ofstream>(path);
  if (!*stream)
    throw std::invalid_argument("Cannot open output file, \"" + path + "\"");
  const long long digits = session.output()["sig_figs"].integer();
  if (digits >= 0)
    stream->precision(digits);
  return stream;
}

}  // namespace

Csv open_csv(const std::string& path, const Session& session) {
  auto stream = open(path, session);
  if (stream)
    write_preamble(*stream, session.settings, session.model);
  return Csv(std::move(stream), "# ");
}

Json open_json(const std::string& path, const Session& session) { return Json(open(path, session)); }

std::vector<std::string> chain_outputs(const std::string& paths, size_t chains, unsigned int first_id) {
  std::vector<std::string> names = split(paths, ',');
  if (names.size() == chains)
    return names;
  if (names.size() > 1)
    throw std::invalid_argument("Number of output files (" + std::to_string(names.size())
                                + ") does not match number of chains (" + std::to_string(chains) + "): " + paths);
  std::vector<std::string> numbered;
  for (size_t i = 0; i < chains; ++i)
    numbered.push_back(paths.empty() ? "" : with_suffix(paths, "_" + std::to_string(first_id + i)));
  return numbered;
}

std::vector<Csv> open_csvs(const std::string& argument, size_t chains, const Session& session) {
  std::vector<Csv> writers;
  for (const auto& path : chain_outputs(session.output()[argument].value, chains, session.id()))
    writers.push_back(open_csv(path, session));
  return writers;
}

std::vector<Csv> silent_csvs(size_t chains) {
  std::vector<Csv> writers;
  for (size_t i = 0; i < chains; ++i)
    writers.emplace_back(nullptr);
  return writers;
}

void save_config(const Session& session) {
  if (!session.output()["save_cmdstan_config"].flag())
    return;
  const std::string first = split(session.output()["file"].value, ',')[0];
  Json writer = open_json(with_suffix(first, "_config", ".json"), session);
  write_config(writer, session.settings, session.model);
}

}  // namespace driver
