#include <stan/services/optimize/bfgs.hpp>
#include <stan/services/optimize/lbfgs.hpp>
#include <stan/services/optimize/newton.hpp>

#include "inputs.hpp"
#include "outputs.hpp"

namespace driver {
namespace {

using Model = stan::model::model_base;
namespace services = stan::services::optimize;

template <bool jacobian>
int run(Session& session, const Starts& starts, Csv& inits, Csv& draws) {
  const Argument& method = session.method();
  const Argument& search = method["algorithm"].chosen();
  const int iterations = method["iter"].integer();
  const bool all = method["save_iterations"].flag();
  const auto& start = *starts.given[0];
  if (search.name == "newton")
    return services::newton<Model, jacobian>(session.model, start, session.seed(), session.id(), starts.radius,
                                             iterations, all, session.interrupt, session.logger, inits, draws);
  if (search.name == "bfgs")
    return services::bfgs<Model, jacobian>(
        session.model, start, session.seed(), session.id(), starts.radius, search["init_alpha"].real(),
        search["tol_obj"].real(), search["tol_rel_obj"].real(), search["tol_grad"].real(),
        search["tol_rel_grad"].real(), search["tol_param"].real(), iterations, all, session.refresh(),
        session.interrupt, session.logger, inits, draws);
  return services::lbfgs<Model, jacobian>(
      session.model, start, session.seed(), session.id(), starts.radius, search["history_size"].integer(),
      search["init_alpha"].real(), search["tol_obj"].real(), search["tol_rel_obj"].real(),
      search["tol_grad"].real(), search["tol_rel_grad"].real(), search["tol_param"].real(), iterations, all,
      session.refresh(), session.interrupt, session.logger, inits, draws);
}

}  // namespace

int optimize(Session& session) {
  const Starts starts = read_starts(session.settings, 1);
  Csv draws = open_csv(session.output()["file"].value, session);
  Csv inits(nullptr);
  return session.method()["jacobian"].flag() ? run<true>(session, starts, inits, draws)
                                             : run<false>(session, starts, inits, draws);
}

}  // namespace driver
