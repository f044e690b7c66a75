  // The auxiliary parameter in units of aux_unit.
  real<lower=0> aux_unit;
  int<lower=0, upper=3> aux_dist;
  real aux_location;
  real<lower=0> aux_scale;
  real<lower=0> aux_df;
  // Where log aux_raw is, and about how far from there: coordinates, not the model.
  real aux_place;
  real<lower=0> aux_step;
