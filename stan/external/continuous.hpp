// Functions of stan/continuous.stan.
#include "means.hpp"
#include "rows.hpp"

namespace nbmixed {

using stan::math::digamma;
using stan::math::lgamma;

// Outcomes, logarithms of them where they are needed, weights (all 1 without) and their sum.
struct Outcomes {
  const double* y;
  const double* log_y;
  const double* w;
  double total;
  int link;
};

// Gaussian with standard deviation aux.
struct Gaussian : Outcomes {
  double aux;

  double rows(int first, int n, const double* eta, double* slope, double& d_aux, double&) const {
    double square[block_size];
    for (int i = 0; i < n; ++i) {
      Point mu = mean_of(eta[i], link);
      double r = (y[first + i] - mu.value) / aux;
      square[i] = w[first + i] * r * r;
      slope[i] = w[first + i] * r / aux * mu.slope;
    }
    double squares = sum(square, n);
    d_aux += squares / aux;
    return -0.5 * squares;
  }

  double rest(double& d_aux, double&) const {
    d_aux -= total / aux;
    return -total * std::log(aux);
  }
};

// Student t with scale aux and nu degrees of freedom.
struct Student : Outcomes {
  double aux;
  double nu;

  double rows(int first, int n, const double* eta, double* slope, double& d_aux, double& d_nu) const {
    double log_square[block_size], share[block_size];
    for (int i = 0; i < n; ++i) {
      Point mu = mean_of(eta[i], link);
      double r = (y[first + i] - mu.value) / aux, square = r * r / nu;
      log_square[i] = w[first + i] * std::log1p(square);
      share[i] = w[first + i] * square / (1 + square);
      slope[i] = w[first + i] * (nu + 1) * r / (nu * aux * (1 + square)) * mu.slope;
    }
    double log_squares = sum(log_square, n), shares = sum(share, n);
    d_aux += (nu + 1) * shares / aux;
    d_nu += 0.5 * ((nu + 1) * shares / nu - log_squares);
    return -0.5 * (nu + 1) * log_squares;
  }

  double rest(double& d_aux, double& d_nu) const {
    d_aux -= total / aux;
    d_nu += 0.5 * total * (digamma(0.5 * (nu + 1)) - digamma(0.5 * nu) - 1 / nu);
    return total * (lgamma(0.5 * (nu + 1)) - lgamma(0.5 * nu) - 0.5 * std::log(nu) - std::log(aux));
  }
};

// y / mu of some rows.
struct Ratios : LogMeans {
  double ratio[block_size];

  Ratios(const double* eta, const double* log_y, int n, int link) : LogMeans(eta, n, link) {
    double log_ratio[block_size];
    for (int i = 0; i < n; ++i) log_ratio[i] = log_y[i] - value[i];
    exponentials(log_ratio, n, ratio);
  }
};

// Gamma with shape aux.
struct Gamma : Outcomes {
  double aux;

  double rows(int first, int n, const double* eta, double* slope, double& d_aux, double&) const {
    double value[block_size];
    Ratios mu(eta, log_y + first, n, link);
    for (int i = 0; i < n; ++i) {
      value[i] = w[first + i] * (log_y[first + i] - mu.value[i] - mu.ratio[i]);
      slope[i] = aux * w[first + i] * (mu.ratio[i] - 1) * mu.slope[i];
    }
    double values = sum(value, n);
    d_aux += values;
    return aux * values;
  }

  double rest(double& d_aux, double&) const {
    d_aux += total * (std::log(aux) + 1 - digamma(aux));
    return total * (aux * std::log(aux) - lgamma(aux));
  }
};

// Inverse Gaussian with shape aux.
struct InverseGaussian : Outcomes {
  double aux;

  double rows(int first, int n, const double* eta, double* slope, double& d_aux, double&) const {
    double square[block_size];
    Ratios mu(eta, log_y + first, n, link);
    for (int i = 0; i < n; ++i) {
      double away = w[first + i] / y[first + i] * (mu.ratio[i] - 1);
      square[i] = away * (mu.ratio[i] - 1);
      slope[i] = aux * away * mu.ratio[i] * mu.slope[i];
    }
    double squares = sum(square, n);
    d_aux -= 0.5 * squares;
    return -0.5 * aux * squares;
  }

  double rest(double& d_aux, double&) const {
    d_aux += 0.5 * total / aux;
    return 0.5 * total * std::log(aux);
  }
};

// Beta with precision aux.
struct Beta : Outcomes {
  double aux;

  double rows(int first, int n, const double* eta, double* slope, double& d_aux, double&) const {
    double value[block_size], of_aux[block_size];
    for (int i = 0; i < n; ++i) {
      Point mu = chance(eta[i], link);
      double a = aux * mu.value, c = aux - a, log_rest = std::log1p(-y[first + i]);
      double d_a = log_y[first + i] - digamma(a), d_c = log_rest - digamma(c);
      value[i] = w[first + i] * (log_y[first + i] * a + log_rest * c - lgamma(a) - lgamma(c));
      slope[i] = w[first + i] * aux * (d_a - d_c) * mu.slope;
      of_aux[i] = w[first + i] * (mu.value * d_a + (1 - mu.value) * d_c);
    }
    d_aux += sum(of_aux, n);
    return sum(value, n);
  }

  double rest(double& d_aux, double&) const {
    d_aux += total * digamma(aux);
    return total * lgamma(aux);
  }
};

}  // namespace nbmixed

// Log density of all rows without what depends on data alone. Families: 1 Gaussian, 2 Student t, 3 gamma, 4 inverse
// Gaussian, 5 beta.
template <typename Vector, typename T_aux, typename T_nu, typename T_intercept, typename T_beta, typename T_b,
          typename... Data>
stan::return_type_t<T_aux, T_nu, T_intercept, T_beta, T_b> continuous_rows(
    const Vector& y, const Vector& log_y, const Vector& w, double total, int family, int link, const T_aux& aux,
    const T_nu& nu, const T_intercept& intercept, const T_beta& beta, const T_b& b, const Data&... data) {
  using namespace nbmixed;
  Outcomes outcomes{y.data(), log_y.data(), w.data(), total, link};
  Rows rows = make_rows(beta.size(), data...);
  auto evaluate = [&](const auto& density) { return log_density(density, rows, intercept, beta, b, aux, nu); };
  double aux_ = stan::math::value_of(aux);
  if (family == 1) return evaluate(Gaussian{outcomes, aux_});
  if (family == 2) return evaluate(Student{outcomes, aux_, stan::math::value_of(nu)});
  if (family == 3) return evaluate(Gamma{outcomes, aux_});
  if (family == 4) return evaluate(InverseGaussian{outcomes, aux_});
  return evaluate(Beta{outcomes, aux_});
}
