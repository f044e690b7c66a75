#include <stan/services/sample/hmc_nuts_unit_e.hpp>
#include <stan/services/sample/hmc_nuts_unit_e_adapt.hpp>

#include "nuts.hpp"

namespace driver {

int nuts_unit(Session& session, Nuts& run) {
  const Argument &schedule = run.schedule, &adapt = run.adapt, &hmc = run.hmc;
  if (!run.adapts())
    return stan::services::sample::hmc_nuts_unit_e(
        session.model, run.chains, run.starts.given, session.seed(), session.id(), run.starts.radius,
        schedule["num_warmup"].integer(), schedule["num_samples"].integer(), schedule["thin"].integer(),
        schedule["save_warmup"].flag(), session.refresh(), hmc["stepsize"].real(), hmc["stepsize_jitter"].real(),
        run.depth(), session.interrupt, session.logger, run.inits, run.draws, run.diagnostics);
  return stan::services::sample::hmc_nuts_unit_e_adapt(
      session.model, run.chains, run.starts.given, session.seed(), session.id(), run.starts.radius,
      schedule["num_warmup"].integer(), schedule["num_samples"].integer(), schedule["thin"].integer(),
      schedule["save_warmup"].flag(), session.refresh(), hmc["stepsize"].real(), hmc["stepsize_jitter"].real(),
      run.depth(), adapt["delta"].real(), adapt["gamma"].real(), adapt["kappa"].real(), adapt["t0"].real(),
      session.interrupt, session.logger, run.inits, run.draws, run.diagnostics, run.metrics);
}

}  // namespace driver
