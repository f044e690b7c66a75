// The function under test.
#include "../../../stan/external/informed_effects.hpp"
