# One sentence when there is no C++ compiler, instead of CMake's page.
if(NOT CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  find_program(NBMIXED_CXX NAMES c++ g++ clang++)
  if(NOT NBMIXED_CXX)
    message(FATAL_ERROR "Building nbmixed needs a C++17 compiler and none was found: install one "
                        "(Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++; "
                        "macOS: xcode-select --install; conda: conda install cxx-compiler) and try again.")
  endif()
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
