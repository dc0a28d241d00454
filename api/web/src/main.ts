import { mount } from 'svelte'
import './app.css'
import App from './App.svelte'
import { startLocale } from './lib/i18n/index.svelte'

startLocale()
const target = document.getElementById('app')
if (target) mount(App, { target })
