// The No-U-Turn sampler under each kind of metric.
#pragma once

#include <vector>

#include "inputs.hpp"
#include "outputs.hpp"
#include "session.hpp"

namespace driver {

struct Nuts {
  size_t chains;
  Starts starts;
  const Argument& schedule;  // num_samples, num_warmup, save_warmup, thin
  const Argument& adapt;
  const Argument& hmc;  // stepsize, stepsize_jitter, engine, metric_file
  std::vector<Csv>& draws;
  std::vector<Csv>& diagnostics;
  std::vector<Csv>& inits;
  std::vector<Json>& metrics;

  bool adapts() const { return adapt["engaged"].flag(); }
  int depth() const { return hmc["engine"]["nuts"]["max_depth"].integer(); }
};

int nuts_unit(Session& session, Nuts& run);
int nuts_diag(Session& session, Nuts& run);
int nuts_dense(Session& session, Nuts& run);

// The inverse metrics given by `metric_file`, else `unit` for every chain.
template <class Unit>
std::vector<Context> inverse_metrics(const Session& session, const Nuts& run, Unit unit) {
  const std::string& file = run.hmc["metric_file"].value;
  if (!file.empty())
    return read_contexts(file, run.chains, session.id());
  std::vector<Context> metrics;
  for (size_t i = 0; i < run.chains; ++i)
    metrics.push_back(std::make_unique<decltype(unit(0))>(unit(session.model.num_params_r())));
  return metrics;
}

}  // namespace driver
