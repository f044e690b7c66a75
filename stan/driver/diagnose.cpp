#include <stan/services/diagnose/diagnose.hpp>

#include "inputs.hpp"
#include "outputs.hpp"

namespace driver {

int diagnose(Session& session) {
  const Argument& test = session.method()["test"].chosen();
  const Starts starts = read_starts(session.settings, 1);
  Csv table = open_csv(session.output()["file"].value, session);
  Csv inits(nullptr);
  return stan::services::diagnose::diagnose(session.model, *starts.given[0], session.seed(), session.id(),
                                            starts.radius, test["epsilon"].real(), test["error"].real(),
                                            session.interrupt, session.logger, inits, table);
}

}  // namespace driver
