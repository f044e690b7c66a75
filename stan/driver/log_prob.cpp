#include <stdexcept>

#include <stan/model/log_prob_grad.hpp>

#include "inputs.hpp"
#include "outputs.hpp"

namespace driver {
namespace {

using Point = std::vector<double>;

Point from_constrained(const Session& session, const std::string& path) {
  const Context values = read_context(path);
  std::vector<int> integers;
  Point point;
  session.model.transform_inits(*values, integers, point, &std::cout);
  return point;
}

// `params_r` holds one point, or one point a row.
std::vector<Point> from_unconstrained(const Session& session, const std::string& path) {
  const Context values = read_context(path);
  const size_t length = session.model.num_params_r();
  const std::vector<size_t> shape = values->dims_r("params_r");
  const std::vector<double> numbers = values->vals_r("params_r");
  if (!values->contains_r("params_r"))
    throw std::invalid_argument("Unconstrained parameters file \"" + path
                                + "\" has no variable 'params_r' with unconstrained parameter values!");
  if (shape.empty() || shape.size() > 2 || shape.back() != length)
    throw std::invalid_argument("Incorrect number of unconstrained parameters in \"" + path
                                + "\": 'params_r' must hold rows of " + std::to_string(length) + " numbers.");
  const size_t count = shape.size() == 2 ? shape[0] : 1;
  std::vector<Point> points(count, Point(length));
  for (size_t row = 0; row < count; ++row)
    for (size_t column = 0; column < length; ++column)
      points[row][column] = numbers[column * count + row];
  return points;
}

std::vector<Point> read_points(const Session& session) {
  const std::string& constrained = session.method()["constrained_params"].value;
  const std::string& unconstrained = session.method()["unconstrained_params"].value;
  if (constrained.empty() && unconstrained.empty())
    throw std::invalid_argument("No input parameter files provided, cannot calculate log probability density.");
  std::vector<Point> points;
  if (!unconstrained.empty())
    points = from_unconstrained(session, unconstrained);
  if (!constrained.empty())
    points.push_back(from_constrained(session, constrained));
  return points;
}

template <bool jacobian>
Point density_and_gradient(const Session& session, Point& point) {
  std::vector<int> integers;
  Point row;
  const double density
      = stan::model::log_prob_grad<true, jacobian>(session.model, point, integers, row, &std::cout);
  row.insert(row.begin(), density);
  return row;
}

}  // namespace

int log_prob(Session& session) {
  std::vector<Point> points = read_points(session);
  std::vector<std::string> names, header{"lp__"};
  session.model.unconstrained_param_names(names, false, false);
  for (const auto& name : names)
    header.push_back("g_" + name);
  Csv table = open_csv(session.output()["file"].value, session);
  table(header);
  const bool jacobian = session.method()["jacobian"].flag();
  for (auto& point : points)
    table(jacobian ? density_and_gradient<true>(session, point) : density_and_gradient<false>(session, point));
  return 0;
}

}  // namespace driver
