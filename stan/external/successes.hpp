// Log density of successes and failures.
#pragma once
#include "chances.hpp"
#include "rows.hpp"

namespace nbmixed {

struct Binomial {
  const double* won;
  const double* lost;
  int link;

  double rows(int first, int n, const double* eta, double* slope, double&, double&) const {
    double value[block_size];
    if (link == 6) return logistic(eta, won + first, lost + first, n, slope, value);
    for (int i = 0; i < n; ++i) {
      double of_won = won[first + i], of_lost = lost[first + i];
      value[i] = slope[i] = 0;
      if (of_won) add(of_won, log_success(eta[i], link), value[i], slope[i]);
      if (of_lost) add(of_lost, log_failure(eta[i], link), value[i], slope[i]);
    }
    return sum(value, n);
  }

  static void add(double times, Point point, double& value, double& slope) {
    value += times * point.value;
    slope += times * point.slope;
  }

  double rest(double&, double&) const { return 0; }
};

}  // namespace nbmixed

// Sum over rows of won * log(chance) + lost * log(1 - chance).
template <typename Vector, typename T_intercept, typename T_beta, typename T_b, typename... Data>
stan::return_type_t<T_intercept, T_beta, T_b> binomial_rows(const Vector& won, const Vector& lost, int link,
                                                            const T_intercept& intercept, const T_beta& beta,
                                                            const T_b& b, const Data&... data) {
  nbmixed::Binomial density{won.data(), lost.data(), link};
  return nbmixed::log_density(density, nbmixed::make_rows(beta.size(), data...), intercept, beta, b, 1.0, 1.0);
}
