// A Stan program that speaks CmdStan's command line and writes its files.
#include <iostream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <stan/callbacks/stream_logger.hpp>

#include "inputs.hpp"
#include "outputs.hpp"
#include "parse.hpp"
#include "profile.hpp"
#include "report.hpp"
#include "session.hpp"

// Defined by the translated Stan program.
stan::model::model_base& new_model(stan::io::var_context& data, unsigned int seed, std::ostream* messages);

namespace driver {
namespace {

using Run = int (*)(Session&);

Run find_method(const std::string& name) {
  static const std::pair<const char*, Run> methods[] = {
      {"sample", sample},
      {"optimize", optimize},
      {"variational", variational},
      {"diagnose", diagnose},
      {"generate_quantities", generate_quantities},
      {"pathfinder", pathfinder},
      {"log_prob", log_prob},
      {"laplace", laplace},
  };
  for (const auto& [known, run] : methods)
    if (name == known)
      return run;
  throw std::logic_error("no method " + name);
}

void settle_seed(Argument& seed) {
  if (seed.value == "-1")
    seed.value = seed.fallback = std::to_string(std::random_device{}());
}

int refuse(const std::vector<std::string>& errors) {
  for (const auto& error : errors)
    std::cerr << error << '\n';
  std::cerr << "Failed to parse command arguments, cannot run model.\n";
  return 1;
}

int run(Argument& settings) {
  if (settings["output"]["file"].value.empty())
    throw std::invalid_argument("output file= needs the name of a file");
  settle_seed(settings["random"]["seed"]);
  write_settings(std::cout, settings, "");
  std::cout << std::endl;
  const Context data = read_context(settings["data"]["file"].value);
  const unsigned int seed = settings["random"]["seed"].integer();
  const std::unique_ptr<stan::model::model_base> model(&new_model(*data, seed, &std::cout));
  stan::callbacks::stream_logger logger(std::cout, std::cout, std::cout, std::cerr, std::cerr);
  stan::callbacks::interrupt interrupt;
  Session session{settings, *model, logger, interrupt};
  save_config(session);
  const int code = find_method(settings["method"].value)(session);
  save_profile(settings["output"]["profile_file"].value);
  return code == 0 ? 0 : 1;
}

int answer(const std::vector<std::string>& words) {
  if (words.empty()) {
    std::cout << usage(parse({}).settings, false);
    return 1;
  }
  if (words[0] == "info") {
    write_info(std::cout);
    return 0;
  }
  Parsed parsed = parse(words);
  if (!parsed.errors.empty())
    return refuse(parsed.errors);
  if (!parsed.help.empty()) {
    std::cout << parsed.help;
    return 0;
  }
  return run(parsed.settings);
}

}  // namespace
}  // namespace driver

int main(int argc, char** argv) {
  try {
    return driver::answer({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << error.what() << std::endl;
    return 1;
  }
}
