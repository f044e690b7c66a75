// Functions of stan/binomial.stan.
#include "gamma.hpp"
#include "successes.hpp"

namespace nbmixed {

// Successes whose chance has a beta distribution with mean mu and precision aux.
struct BetaBinomial {
  const double* won;
  const double* lost;
  const double* weight;  // null without weights
  int link;
  double aux;

  double rows(int first, int n, const double* eta, double* slope, double& d_aux, double&) const {
    double value[block_size], of_aux[block_size];
    for (int i = 0; i < n; ++i) {
      double w = weight ? weight[first + i] : 1;
      Point mu = chance(eta[i], link);
      Point of_won = log_rising(won[first + i], aux * mu.value), of_lost = log_rising(lost[first + i], aux * (1 - mu.value));
      Point of_all = log_rising(won[first + i] + lost[first + i], aux);
      value[i] = w * (of_won.value + of_lost.value - of_all.value);
      slope[i] = w * aux * (of_won.slope - of_lost.slope) * mu.slope;
      of_aux[i] = w * (mu.value * of_won.slope + (1 - mu.value) * of_lost.slope - of_all.slope);
    }
    d_aux += sum(of_aux, n);
    return sum(value, n);
  }

  double rest(double&, double&) const { return 0; }
};

}  // namespace nbmixed

template <typename Vector, typename Weights, typename T_aux, typename T_intercept, typename T_beta, typename T_b,
          typename... Data>
stan::return_type_t<T_aux, T_intercept, T_beta, T_b> beta_binomial_rows(
    const Vector& won, const Vector& lost, int weighted, const Weights& weights, int link, const T_aux& aux,
    const T_intercept& intercept, const T_beta& beta, const T_b& b, const Data&... data) {
  nbmixed::BetaBinomial density{won.data(), lost.data(), weighted ? weights.data() : nullptr, link,
                                stan::math::value_of(aux)};
  return nbmixed::log_density(density, nbmixed::make_rows(beta.size(), data...), intercept, beta, b, aux, 1.0);
}
