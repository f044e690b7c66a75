#include <stdexcept>

#include <stan/math/prim/core/init_threadpool_tbb.hpp>
#include <stan/services/sample/standalone_gqs.hpp>

#include "inputs.hpp"
#include "outputs.hpp"

namespace driver {

int generate_quantities(Session& session) {
  const Argument& method = session.method();
  const std::string& fitted = method["fitted_params"].value;
  if (fitted.empty())
    throw std::invalid_argument(
        "Missing fitted_params argument, cannot run generate_quantities without fitted sample.");
  const size_t chains = method["num_chains"].integer();
  if (chains > 1)
    stan::math::init_threadpool_tbb(1);
  std::vector<std::string> parameters;
  session.model.constrained_param_names(parameters, false, false);
  std::vector<Eigen::MatrixXd> draws;
  for (const auto& path : chain_inputs(fitted, chains, session.id()))
    draws.push_back(read_draws(path, parameters));
  std::vector<Csv> writers = open_csvs("file", chains, session);
  return stan::services::standalone_generate(session.model, chains, draws, session.seed(), session.interrupt,
                                             session.logger, writers);
}

}  // namespace driver
