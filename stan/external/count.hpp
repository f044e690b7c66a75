// Functions of stan/count.stan.
#include "gamma.hpp"
#include "means.hpp"
#include "rows.hpp"

namespace nbmixed {

// Poisson counts.
struct Poisson {
  const double* y;
  const double* weight;  // null without weights
  int link;

  double rows(int first, int n, const double* eta, double* slope, double&, double&) const {
    double value[block_size], mu[block_size];
    LogMeans log_mu(eta, n, link);
    exponentials(log_mu.value, n, mu);
    for (int i = 0; i < n; ++i) {
      double w = weight ? weight[first + i] : 1, counted = y[first + i];
      value[i] = w * ((counted ? counted * log_mu.value[i] : 0) - mu[i]);
      slope[i] = w * (counted - mu[i]) * log_mu.slope[i];
    }
    return sum(value, n);
  }

  double rest(double&, double&) const { return 0; }
};

// Negative binomial counts: with x = log(mu) - log(aux), y successes and aux failures at a chance of logit x, beside
// what depends on aux and y alone, which the rows of one y share.
struct NegativeBinomial {
  const double* y;
  const double* weight;  // null without weights
  int link;
  double aux;
  const Eigen::Map<const Eigen::VectorXd> distinct_y;
  const Eigen::Map<const Eigen::VectorXd> times;

  double rows(int first, int n, const double* eta, double* slope, double& d_aux, double&) const {
    double won[block_size], lost[block_size], log_lost[block_size], log_aux = std::log(aux);
    LogMeans x(eta, n, link);
    for (int i = 0; i < n; ++i) {
      double w = weight ? weight[first + i] : 1;
      x.value[i] -= log_aux;
      won[i] = w * y[first + i];
      lost[i] = w * aux;
    }
    double value = logistic(x.value, won, lost, n, slope, log_lost);
    d_aux += (dot(lost, log_lost, n) - sum(slope, n)) / aux;
    for (int i = 0; i < n; ++i) slope[i] *= x.slope[i];
    return value;
  }

  double rest(double& d_aux, double&) const {
    double value = 0;
    for (int k = 0; k < distinct_y.size(); ++k) {
      Point point = log_rising(distinct_y[k], aux);
      value += times[k] * point.value;
      d_aux += times[k] * point.slope;
    }
    return value;
  }
};

}  // namespace nbmixed

// Log density of counts, less log(y!); negative binomial if has_aux.
template <typename Vector, typename Weights, typename Distinct, typename T_aux, typename T_intercept, typename T_beta,
          typename T_b, typename... Data>
stan::return_type_t<T_aux, T_intercept, T_beta, T_b> count_rows(
    const Vector& y, int weighted, const Weights& weights, const Distinct& distinct_y, const Distinct& times, int link,
    int has_aux, const T_aux& aux, const T_intercept& intercept, const T_beta& beta, const T_b& b, const Data&... data) {
  using namespace nbmixed;
  Rows rows = make_rows(beta.size(), data...);
  const double* w = weighted ? weights.data() : nullptr;
  if (!has_aux) return log_density(Poisson{y.data(), w, link}, rows, intercept, beta, b, aux, 1.0);
  NegativeBinomial density{y.data(), w, link, stan::math::value_of(aux), numbers(distinct_y), numbers(times)};
  return log_density(density, rows, intercept, beta, b, aux, 1.0);
}
