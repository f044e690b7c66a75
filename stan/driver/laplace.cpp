#include <stdexcept>

#include <stan/services/optimize/laplace_sample.hpp>

#include "inputs.hpp"
#include "outputs.hpp"
#include "paths.hpp"

namespace driver {
namespace {

Eigen::VectorXd mode_from_csv(const Session& session, const std::string& path) {
  std::vector<std::string> parameters;
  session.model.constrained_param_names(parameters, false, false);
  const Eigen::MatrixXd draws = read_draws(path, parameters);
  if (draws.rows() == 0)
    throw std::invalid_argument("No estimate in Stan CSV file, \"" + path + "\"");
  const Eigen::VectorXd last = draws.row(draws.rows() - 1);
  Eigen::VectorXd mode;
  session.model.unconstrain_array(last, mode, &std::cout);
  return mode;
}

Eigen::VectorXd mode_from_context(const Session& session, const std::string& path) {
  const Context values = read_context(path);
  Eigen::VectorXd mode(session.model.num_params_r());
  session.model.transform_inits(*values, mode, &std::cout);
  return mode;
}

Eigen::VectorXd read_mode(const Session& session) {
  const std::string& path = session.method()["mode"].value;
  if (path.empty())
    throw std::invalid_argument(
        "Missing mode argument, cannot get laplace sample without parameter estimates theta-hat");
  return extension_of(path) == ".csv" ? mode_from_csv(session, path) : mode_from_context(session, path);
}

template <bool jacobian>
int run(Session& session, const Eigen::VectorXd& mode, Csv& draws, Json& hessian) {
  const Argument& method = session.method();
  return stan::services::laplace_sample<jacobian>(
      session.model, mode, method["draws"].integer(), method["calculate_lp"].flag(), session.seed(),
      session.refresh(), session.interrupt, session.logger, draws, hessian);
}

}  // namespace

int laplace(Session& session) {
  const Argument& method = session.method();
  const Eigen::VectorXd mode = read_mode(session);
  Csv draws = open_csv(session.output()["file"].value, session);
  Json hessian = open_json(session.output()["diagnostic_file"].value, session);
  return method["jacobian"].flag() ? run<true>(session, mode, draws, hessian)
                                   : run<false>(session, mode, draws, hessian);
}

}  // namespace driver
