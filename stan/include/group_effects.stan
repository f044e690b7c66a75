// Sampled group effects.

int n_effects(array[] int p, array[] int l) {
  int n = 0;
  for (t in 1 : size(p)) n += p[t] * l[t];
  return n;
}

// In C++ with its derivative, external/informed_effects.hpp: effects of all terms from their coordinates where data say
// something of them, and the log density of the coordinates without its constant.
vector informed_effects(vector z_b, matrix theta_L, data array[] int p, data array[] int l, data vector information,
                        vector estimate, data int n_smooth, data matrix cross);

// Lower factor of the precision that coordinates of the coefficients have at these sds, when it is the identity where
// effects have their usual shares: widening * widening' is what the rows of the levels say of them.
matrix precision_factor(matrix theta_L, array[] int p, array[] int l, vector information, array[] int few,
                        vector usual_share, matrix widening) {
  int n = rows(widening);
  matrix[n, n] precision = identity_matrix(n);
  int start = 0;
  int here = 0;
  int k = 0;
  for (t in 1 : size(p)) {
    for (a in 1 : p[t]) {
      if (few[t]) {
        vector[l[t]] As2 = square(theta_L[here + a, here + a]) * segment(information, start + 1, l[t]);
        matrix[n, l[t]] rows_say = block(widening, 1, k + 1, n, l[t]);
        precision += rows_say * diag_pre_multiply(segment(usual_share, k + 1, l[t]) - As2 ./ (1 + As2), rows_say');
        k += l[t];
      }
      start += l[t];
    }
    here += p[t];
  }
  return cholesky_decompose(0.5 * (precision + precision'));
}

// Effects from their coordinates.
vector group_effects(vector z_b, matrix theta_L, data array[] int p, data array[] int l, data int informed,
                     data vector information, vector estimate, data int n_smooth, data matrix cross) {
  if (informed) {
    return head(informed_effects(z_b, theta_L, p, l, information, estimate, n_smooth, cross), num_elements(z_b));
  }
  return lambda_times(z_b, theta_L, 0, p, l, 1, size(p));
}

// The same, with the density of the coordinates added to the target.
vector group_effects_lp(vector z_b, matrix theta_L, data array[] int p, data array[] int l, data int informed,
                        data vector information, vector estimate, data int n_smooth, data matrix cross) {
  if (informed) {
    int n = num_elements(z_b);
    vector[n + 1] b = informed_effects(z_b, theta_L, p, l, information, estimate, n_smooth, cross);
    target += b[n + 1];
    return head(b, n);
  }
  z_b ~ std_normal();
  return lambda_times(z_b, theta_L, 0, p, l, 1, size(p));
}

// The intercept for which linear predictors, whose least is `least` without one, are all on the right side of 0, the
// nearest at a distance exp(log_distance).
real bounded_intercept(real least, int bound, real log_distance) {
  return bound * (exp(log_distance) - least);
}
