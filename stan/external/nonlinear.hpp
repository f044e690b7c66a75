// Functions of stan/nonlinear.stan.
#include "informed_effects.hpp"
