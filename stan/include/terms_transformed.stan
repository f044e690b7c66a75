  vector[sum(p)] sd_raw = exp(log_sd);
  vector[total_correlations(p)] cpc = tanh(atanh_cpc);
