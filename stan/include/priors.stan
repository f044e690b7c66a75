// Densities of priors. `dist`: 0 flat, 1 normal, 2 Student t, 3 exponential, 4 Laplace.

real coefficients_prior_lpdf(vector x, int dist, vector location, vector scale, vector df) {
  if (dist == 1) return normal_lpdf(x | location, scale);
  if (dist == 2) return student_t_lpdf(x | df, location, scale);
  if (dist == 4) return double_exponential_lpdf(x | location, scale);
  return 0;
}

// A positive parameter; location and scale of normal and Student t are those before truncation at 0.
real positive_prior_lpdf(real x, int dist, real location, real scale, real df) {
  if (dist == 1) return normal_lpdf(x | location, scale);
  if (dist == 2) return student_t_lpdf(x | df, location, scale);
  if (dist == 3) return exponential_lpdf(x | inv(scale));
  return 0;
}
