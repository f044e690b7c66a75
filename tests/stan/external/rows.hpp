// Functions of the programs whose group effects are sampled.
#include "../../../stan/external/binomial.hpp"
#include "../../../stan/external/continuous.hpp"
#include "../../../stan/external/count.hpp"
