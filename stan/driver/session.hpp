// What every method gets, and the methods.
#pragma once

#include <stan/callbacks/interrupt.hpp>
#include <stan/callbacks/logger.hpp>
#include <stan/model/model_base.hpp>

#include "argument.hpp"

namespace driver {

struct Session {
  const Argument& settings;
  stan::model::model_base& model;
  stan::callbacks::logger& logger;
  stan::callbacks::interrupt& interrupt;

  const Argument& method() const { return settings["method"].chosen(); }
  const Argument& output() const { return settings["output"]; }
  unsigned int id() const { return settings["id"].integer(); }
  unsigned int seed() const { return settings["random"]["seed"].integer(); }
  int refresh() const { return output()["refresh"].integer(); }
};

// Each reads its own part of the settings, writes the output files and
// returns a code of stan::services::error_codes (0: all is well).
int sample(Session& session);
int optimize(Session& session);
int variational(Session& session);
int diagnose(Session& session);
int generate_quantities(Session& session);
int pathfinder(Session& session);
int log_prob(Session& session);
int laplace(Session& session);

}  // namespace driver
