// Priors under which coefficients are functions of raw ones and of unknown scales.

// The coefficients. `sigma` multiplies the global scale of horseshoes.
vector shrunk(vector raw, vector local, vector global, int dist, vector location, vector scale,
              array[] int n_factors, real global_scale, real slab_scale, real sigma) {
  int K = num_elements(raw);
  if (dist == 5) return location + global[1] * scale .* raw;
  if (dist == 6) {
    vector[K] product = raw;
    int start = 0;
    for (k in 1 : K) {
      for (j in 1 : (n_factors[k] - 1)) product[k] *= local[start + j];
      start += n_factors[k] - 1;
      product[k] *= pow(scale[k], n_factors[k]);
    }
    return location + product;
  }
  real tau = global_scale * sigma * global[1];
  real c2 = square(slab_scale) * global[2];
  vector[K] lambda2 = square(dist == 8 ? head(local, K) .* tail(local, K) : local);
  return raw * tau .* sqrt(c2 * lambda2 ./ (c2 + square(tau) * lambda2));
}

// The density of what they are made of; the constants of half distributions are left out.
real shrinkage_lpdf(vector raw, vector local, vector global, int dist, vector df, vector df2, real global_df,
                    real slab_df) {
  int K = num_elements(raw);
  if (dist == 5) return double_exponential_lpdf(raw | 0, 1) + chi_square_lpdf(global[1] | df[1]);
  if (dist == 6) return std_normal_lpdf(raw) + std_normal_lpdf(local);
  real lp = std_normal_lpdf(raw) + student_t_lpdf(head(local, K) | df, 0, 1)
            + student_t_lpdf(global[1] | global_df, 0, 1) + inv_gamma_lpdf(global[2] | 0.5 * slab_df, 0.5 * slab_df);
  if (dist == 8) lp += student_t_lpdf(tail(local, K) | df2, 0, 1);
  return lp;
}

// Intercept and coefficients from the sampler's coordinates.
vector coefficients(vector z, vector local, vector global, int has_intercept, int dense_spread, vector center,
                    matrix spread, vector unit, int dist, vector location, vector scale, array[] int n_factors,
                    real global_scale, real slab_scale, real sigma) {
  int K = num_elements(z) - has_intercept;
  vector[has_intercept + K] coef = dense_spread ? center + spread * z : center + unit .* z;
  if (dist >= 5 && K) {
    coef[(has_intercept + 1) : (has_intercept + K)]
      = shrunk(tail(coef, K), local, global, dist, location, scale, n_factors, global_scale, slab_scale, sigma);
  }
  return coef;
}
