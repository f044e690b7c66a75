#include <stan/services/sample/hmc_nuts_dense_e.hpp>
#include <stan/services/sample/hmc_nuts_dense_e_adapt.hpp>

#include "nuts.hpp"

namespace driver {

int nuts_dense(Session& session, Nuts& run) {
  const Argument &schedule = run.schedule, &adapt = run.adapt, &hmc = run.hmc;
  const auto metrics = inverse_metrics(session, run, stan::services::util::create_unit_e_dense_inv_metric);
  if (!run.adapts())
    return stan::services::sample::hmc_nuts_dense_e(
        session.model, run.chains, run.starts.given, metrics, session.seed(), session.id(), run.starts.radius,
        schedule["num_warmup"].integer(), schedule["num_samples"].integer(), schedule["thin"].integer(),
        schedule["save_warmup"].flag(), session.refresh(), hmc["stepsize"].real(), hmc["stepsize_jitter"].real(),
        run.depth(), session.interrupt, session.logger, run.inits, run.draws, run.diagnostics);
  return stan::services::sample::hmc_nuts_dense_e_adapt(
      session.model, run.chains, run.starts.given, metrics, session.seed(), session.id(), run.starts.radius,
      schedule["num_warmup"].integer(), schedule["num_samples"].integer(), schedule["thin"].integer(),
      schedule["save_warmup"].flag(), session.refresh(), hmc["stepsize"].real(), hmc["stepsize_jitter"].real(),
      run.depth(), adapt["delta"].real(), adapt["gamma"].real(), adapt["kappa"].real(), adapt["t0"].real(),
      adapt["init_buffer"].integer(), adapt["term_buffer"].integer(), adapt["window"].integer(), session.interrupt,
      session.logger, run.inits, run.draws, run.diagnostics, run.metrics);
}

}  // namespace driver
