  vector<offset=sd_place, multiplier=sd_step>[sum(p)] log_sd;
  vector<offset=cpc_place, multiplier=cpc_step>[total_correlations(p)] atanh_cpc;
