// Functions of stan/bernoulli.stan.
#include "successes.hpp"
