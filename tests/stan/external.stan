/* A standard normal distribution whose density is written in C++ (external/external.hpp). */
functions {
  real squared_length(vector x);
}
data {
  int<lower=1> N;
}
parameters {
  vector[N] x;
}
model {
  target += -0.5 * squared_length(x);
}
