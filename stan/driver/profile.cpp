#include "profile.hpp"

#include <fstream>
#include <stdexcept>

#include <stan/math/rev/core/profiling.hpp>

// Defined by the translated Stan program.
stan::math::profile_map& get_stan_profile_data();

namespace driver {

void save_profile(const std::string& path) {
  const auto& profiles = get_stan_profile_data();
  if (profiles.empty() || path.empty())
    return;
  std::ofstream out(path);
  if (!out)
    throw std::invalid_argument("Cannot open output file, \"" + path + "\"");
  out << "name,thread_id,total_time,forward_time,reverse_time,chain_stack,no_chain_stack,autodiff_calls,"
         "no_autodiff_calls\n";
  for (const auto& [key, info] : profiles)
    out << key.first << ',' << key.second << ',' << info.get_fwd_time() + info.get_rev_time() << ','
        << info.get_fwd_time() << ',' << info.get_rev_time() << ',' << info.get_chain_stack_used() << ','
        << info.get_nochain_stack_used() << ',' << info.get_num_fwd_passes() << ','
        << info.get_num_no_AD_fwd_passes() << '\n';
}

}  // namespace driver
