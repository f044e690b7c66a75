#include <stan/services/experimental/advi/fullrank.hpp>
#include <stan/services/experimental/advi/meanfield.hpp>

#include "inputs.hpp"
#include "outputs.hpp"

namespace driver {

int variational(Session& session) {
  using stan::model::model_base;
  namespace advi = stan::services::experimental::advi;
  const Argument& method = session.method();
  const Argument& adapt = method["adapt"];
  const bool full = method["algorithm"].value == "fullrank";
  const auto fit = full ? advi::fullrank<model_base> : advi::meanfield<model_base>;
  const Starts starts = read_starts(session.settings, 1);
  Csv draws = open_csv(session.output()["file"].value, session);
  Csv diagnostics = open_csv(session.output()["diagnostic_file"].value, session);
  Csv inits(nullptr);
  if (!adapt["engaged"].flag()) {  // cmdstanpy looks for a section of this name
    draws(std::string("Stepsize adaptation not engaged."));
    draws("eta = " + method["eta"].value);
  }
  return fit(session.model, *starts.given[0], session.seed(), session.id(), starts.radius,
             method["grad_samples"].integer(), method["elbo_samples"].integer(), method["iter"].integer(),
             method["tol_rel_obj"].real(), method["eta"].real(), adapt["engaged"].flag(), adapt["iter"].integer(),
             method["eval_elbo"].integer(), method["output_samples"].integer(), session.interrupt, session.logger,
             inits, draws, diagnostics);
}

}  // namespace driver
