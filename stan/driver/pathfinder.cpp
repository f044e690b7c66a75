#include <stan/math/prim/core/init_threadpool_tbb.hpp>
#include <stan/services/pathfinder/multi.hpp>
#include <stan/services/pathfinder/single.hpp>

#include "inputs.hpp"
#include "outputs.hpp"
#include "paths.hpp"

namespace driver {
namespace {

namespace services = stan::services::pathfinder;

// `<output>_path_<id>` with that extension, or nothing when single paths are not kept.
std::string path_file(const Session& session, size_t path, const std::string& extension) {
  if (!session.method()["save_single_paths"].flag())
    return "";
  return with_suffix(session.output()["file"].value, "_path_" + std::to_string(session.id() + path), extension);
}

int single(Session& session, const Starts& starts, Csv& draws) {
  const Argument& method = session.method();
  const std::string& named = session.output()["diagnostic_file"].value;
  Json steps = open_json(named.empty() ? path_file(session, 0, ".json") : named, session);
  Csv inits(nullptr);
  return services::pathfinder_lbfgs_single(
      session.model, *starts.given[0], session.seed(), session.id(), starts.radius,
      method["history_size"].integer(), method["init_alpha"].real(), method["tol_obj"].real(),
      method["tol_rel_obj"].real(), method["tol_grad"].real(), method["tol_rel_grad"].real(),
      method["tol_param"].real(), method["max_lbfgs_iters"].integer(), method["num_elbo_draws"].integer(),
      method["num_draws"].integer(), method["save_single_paths"].flag() || !named.empty(), session.refresh(),
      session.interrupt, session.logger, inits, draws, steps, method["calculate_lp"].flag());
}

int multi(Session& session, const Starts& starts, Csv& draws) {
  stan::math::init_threadpool_tbb(1);
  const Argument& method = session.method();
  const size_t paths = starts.given.size();
  std::vector<Csv> inits = silent_csvs(paths), path_draws;
  std::vector<Json> path_steps;
  for (size_t i = 0; i < paths; ++i) {
    path_draws.push_back(open_csv(path_file(session, i, ".csv"), session));
    path_steps.push_back(open_json(path_file(session, i, ".json"), session));
  }
  Json steps;
  return services::pathfinder_lbfgs_multi(
      session.model, starts.given, session.seed(), session.id(), starts.radius, method["history_size"].integer(),
      method["init_alpha"].real(), method["tol_obj"].real(), method["tol_rel_obj"].real(),
      method["tol_grad"].real(), method["tol_rel_grad"].real(), method["tol_param"].real(),
      method["max_lbfgs_iters"].integer(), method["num_elbo_draws"].integer(), method["num_draws"].integer(),
      method["num_psis_draws"].integer(), paths, method["save_single_paths"].flag(), session.refresh(),
      session.interrupt, session.logger, inits, path_draws, path_steps, draws, steps,
      method["calculate_lp"].flag(), method["psis_resample"].flag());
}

}  // namespace

int pathfinder(Session& session) {
  const size_t paths = session.method()["num_paths"].integer();
  const Starts starts = read_starts(session.settings, paths);
  Csv draws = open_csv(session.output()["file"].value, session);
  return paths == 1 ? single(session, starts, draws) : multi(session, starts, draws);
}

}  // namespace driver
