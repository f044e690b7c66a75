  // Group-level terms: p coefficients for each of l levels. Effects are stored term by term,
  // coefficient by coefficient, levels fastest. A block of a smooth is a term with p = 1 and a level for each column.
  int<lower=0> n_terms;
  array[n_terms] int<lower=1> p;
  array[n_terms] int<lower=1> l;
  // Standard deviations are in units of sd_unit; those of `relative` terms are relative to the auxiliary parameter.
  // Their prior, by term: 0 flat, 1 half-normal, 2 half-t, 3 decov's.
  array[n_terms] int<lower=0, upper=3> sd_dist;
  array[n_terms] int<lower=0, upper=1> relative;
  vector<lower=0>[sum(p)] sd_unit;
  vector[sum(p)] sd_location;
  vector<lower=0>[sum(p)] sd_df;
  vector<lower=0>[n_terms] regularization;
  vector<lower=0>[n_terms] decov_shape;
  vector<lower=0>[sum(p)] decov_concentration;
  int<lower=0, upper=1> lagged_rows;
  // Where log sd_raw and atanh cpc are, and about how far from there: coordinates, not the model.
  vector[sum(p)] sd_place;
  vector<lower=0>[sum(p)] sd_step;
  vector[total_correlations(p)] cpc_place;
  vector<lower=0>[total_correlations(p)] cpc_step;
