// Sampled group effects.

int n_effects(array[] int p, array[] int l) {
  int n = 0;
  for (t in 1 : size(p)) n += p[t] * l[t];
  return n;
}

// Effects b of all terms from their coordinates, their innovations in sds, and their information in units of prior
// precision, in this order. Given the coefficients before it an effect is N(m, s); beside rows whose likelihood is about
// N(estimate, 1 / sqrt(A)) for it, it is N((1 - w) m + w estimate, s sqrt(1 - w)) with w = A s^2 / (1 + A s^2). What is
// sampled is standard normal then, for every s: without information non-centred, with much of it centred. Smooths are the
// last n_smooth terms; what the rows say of one is less by the product of cross and those behind it, which come first.
array[] vector informed_effects(vector z_b, matrix theta_L, array[] int p, array[] int l, vector information,
                                vector estimate, int n_smooth, matrix cross) {
  array[3] vector[num_elements(z_b)] out;
  int start = 0;
  int here = 0;
  for (t in 1 : (size(p) - n_smooth)) {
    array[p[t]] vector[l[t]] innovation;
    for (a in 1 : p[t]) {
      real s = theta_L[here + a, here + a];
      vector[l[t]] A = segment(information, start + 1, l[t]);
      vector[l[t]] As2 = square(s) * A;
      vector[l[t]] m = rep_vector(0, l[t]);
      for (c in 1 : (a - 1)) m += theta_L[here + a, here + c] * innovation[c];
      innovation[a] = s * A .* (segment(estimate, start + 1, l[t]) - m) ./ (1 + As2)
                      + segment(z_b, start + 1, l[t]) ./ sqrt(1 + As2);
      out[1, (start + 1) : (start + l[t])] = m + s * innovation[a];
      out[2, (start + 1) : (start + l[t])] = innovation[a];
      out[3, (start + 1) : (start + l[t])] = As2;
      start += l[t];
    }
    here += p[t];
  }
  int behind = 0;
  for (i in 1 : n_smooth) {
    int n = l[size(p) + 1 - i];
    int first = num_elements(z_b) - behind - n + 1;
    int row = rows(cross) - behind - n + 1;
    real s = theta_L[rows(theta_L) + 1 - i, rows(theta_L) + 1 - i];
    vector[n] A = segment(information, first, n);
    vector[n] says = segment(estimate, first, n);
    if (behind) says -= block(cross, row, row + n, n, behind) * tail(out[1], behind);
    out[3, first : (first + n - 1)] = square(s) * A;
    out[2, first : (first + n - 1)] = s * A .* says ./ (1 + square(s) * A)
                                      + segment(z_b, first, n) ./ sqrt(1 + square(s) * A);
    out[1, first : (first + n - 1)] = s * segment(out[2], first, n);
    behind += n;
  }
  return out;
}

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
vector group_effects(vector z_b, matrix theta_L, array[] int p, array[] int l, int informed, vector information,
                     vector estimate, int n_smooth, matrix cross) {
  if (informed) return informed_effects(z_b, theta_L, p, l, information, estimate, n_smooth, cross)[1];
  return lambda_times(z_b, theta_L, 0, p, l, 1, size(p));
}

// The same, with the density of the coordinates added to the target.
vector group_effects_lp(vector z_b, matrix theta_L, array[] int p, array[] int l, int informed, vector information,
                        vector estimate, int n_smooth, matrix cross) {
  if (informed) {
    array[3] vector[num_elements(z_b)] effects = informed_effects(z_b, theta_L, p, l, information, estimate, n_smooth,
                                                                  cross);
    target += std_normal_lpdf(effects[2]) - 0.5 * sum(log1p(effects[3]));
    return effects[1];
  }
  z_b ~ std_normal();
  return lambda_times(z_b, theta_L, 0, p, l, 1, size(p));
}

// The intercept for which linear predictors, whose least is `least` without one, are all on the right side of 0, the
// nearest at a distance exp(log_distance).
real bounded_intercept(real least, int bound, real log_distance) {
  return bound * (exp(log_distance) - least);
}
