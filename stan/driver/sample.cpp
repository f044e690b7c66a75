#include <stdexcept>

#include <stan/math/prim/core/init_threadpool_tbb.hpp>
#include <stan/services/error_codes.hpp>
#include <stan/services/sample/fixed_param.hpp>

#include "nuts.hpp"
#include "paths.hpp"

namespace driver {
namespace {

std::vector<Json> open_metrics(const Session& session, const Argument& adapt, size_t chains) {
  std::vector<Json> writers;
  const bool wanted = adapt["save_metric"].flag();
  const std::string base = wanted ? with_suffix(session.output()["file"].value, "_metric", ".json") : "";
  for (const auto& path : chain_outputs(base, chains, session.id()))
    writers.push_back(open_json(path, session));
  return writers;
}

int fixed_param(Session& session, Nuts& run) {
  return stan::services::sample::fixed_param(
      session.model, run.chains, run.starts.given, session.seed(), session.id(), run.starts.radius,
      run.schedule["num_samples"].integer(), run.schedule["thin"].integer(), session.refresh(), session.interrupt,
      session.logger, run.inits, run.draws, run.diagnostics);
}

int nuts(Session& session, Nuts& run) {
  if (run.adapts() && run.schedule["num_warmup"].integer() == 0)
    throw std::invalid_argument(
        "The number of warmup samples (num_warmup) must be greater than zero if adaptation is enabled.");
  const std::string& metric = run.hmc["metric"].value;
  if (metric == "unit_e" && !run.hmc["metric_file"].value.empty())
    throw std::invalid_argument("metric=unit_e has no values to read from metric_file=" + run.hmc["metric_file"].value);
  if (metric == "unit_e")
    return nuts_unit(session, run);
  return metric == "dense_e" ? nuts_dense(session, run) : nuts_diag(session, run);
}

// The services report a chain whose step size cannot be initialised, and go on as if it had run.
bool wrote_nothing(std::vector<Csv>& draws, const std::vector<std::streampos>& starts) {
  for (size_t i = 0; i < draws.size(); ++i)
    if (draws[i].get_stream().tellp() == starts[i])
      return true;
  return false;
}

}  // namespace

int sample(Session& session) {
  const Argument& method = session.method();
  const Argument& algorithm = method["algorithm"];
  const size_t chains = method["num_chains"].integer();
  if (chains > 1)
    stan::math::init_threadpool_tbb(1);
  bool fixed = algorithm.value == "fixed_param";
  if (!fixed && session.model.num_params_r() == 0) {
    session.logger.info("Model contains no parameters, running fixed_param sampler, no updates to Markov chain");
    fixed = true;
  }
  Starts starts = read_starts(session.settings, chains);
  std::vector<Csv> draws = open_csvs("file", chains, session);
  std::vector<Csv> diagnostics = open_csvs("diagnostic_file", chains, session);
  std::vector<Csv> inits = silent_csvs(chains);
  std::vector<Json> metrics = open_metrics(session, method["adapt"], chains);
  std::vector<std::streampos> preambles;
  for (auto& writer : draws)
    preambles.push_back(writer.get_stream().tellp());
  Nuts run{chains,
           std::move(starts),
           method,
           method["adapt"],
           algorithm["hmc"],
           draws,
           diagnostics,
           inits,
           metrics};
  const int code = fixed ? fixed_param(session, run) : nuts(session, run);
  const bool silent = code == 0 && wrote_nothing(draws, preambles);
  return silent ? stan::services::error_codes::SOFTWARE : code;
}

}  // namespace driver
